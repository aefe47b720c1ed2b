using Aspire.Hosting.ApplicationModel;
using Platform.AppHost.Snapshots;

namespace Platform.AppHost.Tests.Snapshots;

/// <summary>Nothing opens data that is being copied or replaced.</summary>
public sealed class StartGateTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly StartGate gate = new();
    private readonly IResource store = new ContainerResource("store");
    private readonly IResource other = new ContainerResource("other");

    [Fact]
    public async Task A_start_waits_until_the_gate_opens_and_is_told_of()
    {
        gate.Close([store]);
        var held = gate.WaitAsync(store, CancellationToken.None);
        await gate.WaitAsync(other, CancellationToken.None).WaitAsync(Bound, TestContext.Current.CancellationToken);
        Assert.False(held.IsCompleted);

        Assert.Equal([store], gate.Open());

        await held.WaitAsync(Bound, TestContext.Current.CancellationToken);
        await gate.WaitAsync(store, CancellationToken.None).WaitAsync(Bound, TestContext.Current.CancellationToken);
        Assert.Empty(gate.Open());
    }

    [Fact]
    public async Task A_start_that_is_given_up_is_not_waiting_any_more()
    {
        gate.Close([store]);
        using var end = new CancellationTokenSource();
        var held = gate.WaitAsync(store, end.Token);

        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
        Assert.Empty(gate.Open());
    }
}
