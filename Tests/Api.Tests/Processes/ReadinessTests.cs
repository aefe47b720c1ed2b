using System.Diagnostics;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Processes;

public sealed class ReadinessTests(TestServers servers) : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("platform-api-data-").FullName;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Ready_is_off_within_two_seconds_when_PostgreSQL_hangs_and_on_again_after_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The server is held up through /proc.");
        await using var postgres = await servers.StartPostgresAsync("shop");
        await using var api = await ApiProcess.StartAsync(postgres.ConnectionString("shop", "app"), servers.Redis.NewDatabase(), _data);

        // A busy machine may hold up the probes themselves; what the defaults make possible shows in the best of three.
        var best = TimeSpan.MaxValue;
        for (var attempt = 0; attempt < 3 && best > TimeSpan.FromSeconds(2); attempt++)
        {
            await postgres.PauseAsync();
            var started = Stopwatch.GetTimestamp();
            await Eventually.TrueAsync(async () => !await IsReadyAsync(api), "ready turns off");
            best = TimeSpan.FromTicks(Math.Min(best.Ticks, Stopwatch.GetElapsedTime(started).Ticks));
            await postgres.ResumeAsync();
            await Eventually.TrueAsync(() => IsReadyAsync(api), "ready turns on again");
        }

        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    private static async Task<bool> IsReadyAsync(ApiProcess api)
    {
        using var answer = await api.Client.GetAsync("/health/ready");
        return answer.IsSuccessStatusCode;
    }
}
