using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Dcp;

/// <summary>Waits for the API of an engine that was started and has detached itself.</summary>
/// <param name="kubeconfig">The file in which it says where it listens.</param>
/// <param name="bound">How long it is waited for in the end; said when it takes long.</param>
/// <param name="logger">Gets what people are told meanwhile.</param>
internal sealed class DcpReadiness(string kubeconfig, TimeSpan bound, ILogger logger)
{
    private static readonly TimeSpan s_firstPoll = TimeSpan.FromMilliseconds(3);
    private static readonly TimeSpan s_longestPoll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    // It takes 0.2 s, on a machine with a great deal else to do some seconds.
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the API answers.</summary>
    /// <returns>Where it is, and a client of it that the caller disposes; null when the engine has ended.</returns>
    public async Task<(DcpKubeconfig Config, DcpClient Client)?> WaitAsync(CancellationToken cancellationToken)
    {
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answering = AnsweringAsync(done.Token);
        var ending = EndingAsync(done.Token);
        try
        {
            if (await Task.WhenAny(answering, ending) == answering)
            {
                return await answering;
            }

            // Ended, or no longer waited for.
            await ending;
            return null;
        }
        finally
        {
            await done.CancelAsync();
            await Task.WhenAny(Task.WhenAll(answering, ending));
        }
    }

    private async Task<(DcpKubeconfig Config, DcpClient Client)> AnsweringAsync(CancellationToken cancellationToken)
    {
        var pause = new Backoff(s_firstPoll, s_longestPoll);
        DcpKubeconfig? config;
        while ((config = DcpKubeconfig.TryRead(kubeconfig)) is null)
        {
            await pause.WaitAsync(cancellationToken);
        }

        // The file is there some 50 ms before anybody listens.
        var client = new DcpClient(config);
        try
        {
            pause.Reset();
            while (!await client.IsAnsweringAsync(cancellationToken))
            {
                await pause.WaitAsync(cancellationToken);
            }

            return (config, client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    // Ends when the engine has ended.
    private async Task EndingAsync(CancellationToken cancellationToken)
    {
        for (var waited = TimeSpan.Zero; ; waited += s_look)
        {
            await Task.Delay(s_look, cancellationToken);
            if (!OperatingSystem.IsWindows() && EngineProcesses.Find(kubeconfig).Engine.Count == 0)
            {
                return;
            }

            if (waited == s_long)
            {
                logger.LogWarning("The engine (DCP) has not answered for {Seconds} s: this machine has much to do. It is waited for, {Bound} s at most.", s_long.TotalSeconds, bound.TotalSeconds);
            }
        }
    }
}
