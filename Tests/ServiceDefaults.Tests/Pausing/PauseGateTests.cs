using Platform.ServiceDefaults.Pausing;

namespace Platform.ServiceDefaults.Tests.Pausing;

public sealed class PauseGateTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly PauseGate _gate = new();

    [Fact]
    public async Task A_pause_waits_for_what_has_begun_and_holds_what_comes()
    {
        await _gate.EnterAsync(default);
        var given = _gate.Pausing;
        var pausing = _gate.PauseAsync(Bound);
        var late = _gate.EnterAsync(default).AsTask();
        Assert.True(given.IsCancellationRequested);
        Assert.False(pausing.IsCompleted);

        _gate.Leave();
        Assert.True(await pausing);
        Assert.False(late.IsCompleted);

        var resumed = _gate.Resumed;
        _gate.Resume();
        await late.WaitAsync(Bound);
        await resumed.WaitAsync(Bound);
        Assert.False(_gate.IsPaused);
        Assert.False(_gate.Pausing.IsCancellationRequested);
    }

    [Fact]
    public async Task A_pause_that_takes_too_long_to_begin_is_none()
    {
        await _gate.EnterAsync(default);
        var pausing = _gate.PauseAsync(TimeSpan.FromMilliseconds(1));
        var late = _gate.EnterAsync(default).AsTask();

        Assert.False(await pausing);

        await late.WaitAsync(Bound);
        Assert.False(_gate.IsPaused);
    }

    [Fact]
    public async Task Who_gives_up_does_not_come_in()
    {
        Assert.True(await _gate.PauseAsync(Bound));
        using var gone = new CancellationTokenSource();
        var waiting = _gate.EnterAsync(gone.Token).AsTask();

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _gate.Resume();
        Assert.True(await _gate.PauseAsync(Bound));
    }
}
