using Platform.Tests.Forms;

namespace Platform.Hosting.Tests.Containers;

/// <summary>A Docker Engine that a test may stop, for an application of this process.</summary>
internal sealed class OwnDocker : IAsyncDisposable
{
    private readonly EngineScript _script = new(folder => $"DOCKER_HOST=unix://{folder}/docker.sock");
    private readonly OwnDaemon _daemon;

    private OwnDocker() => _daemon = new(_script.Folder);

    /// <summary>The argument for an application that is to use it.</summary>
    public string Setting => _script.Setting;

    /// <summary>Starts one with the tests' image, or skips the test, with the reason.</summary>
    public static async Task<OwnDocker> StartAsync()
    {
        await Docker.RequireDockerAsync();
        Assert.SkipWhen(OwnDaemon.Missing is not null, OwnDaemon.Missing ?? "");
        var docker = new OwnDocker();
        try
        {
            await docker.RunAsync();
            await docker._daemon.LoadAsync(Docker.Image);
            return docker;
        }
        catch
        {
            await docker.DisposeAsync();
            throw;
        }
    }

    public Task RunAsync() => _daemon.RunAsync();

    public Task StopAsync() => _daemon.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _daemon.DisposeAsync();
        _script.Dispose();
    }
}
