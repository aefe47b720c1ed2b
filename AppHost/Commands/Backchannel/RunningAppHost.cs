using System.Globalization;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Platform.AppHost.State;

namespace Platform.AppHost.Commands.Backchannel;

/// <summary>
/// The AppHost that runs with a state folder, asked through the socket that every Aspire AppHost has for the aspire CLI:
/// <c>~/.aspire/cli/bch/&lt;hash and random&gt;.&lt;pid&gt;</c>.
/// </summary>
internal sealed class RunningAppHost
{
    private static readonly TimeSpan ConnectBound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly RunInfo info;

    private RunningAppHost(RunInfo info) => this.info = info;

    private static string SocketFolder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aspire", "cli", "bch");

    /// <summary>The AppHost that holds a state folder now, or null.</summary>
    public static RunningAppHost? Find(string stateFolder) =>
        RunLock.Running(stateFolder) is { } info ? new RunningAppHost(info) : null;

    /// <summary>The same where nothing can be done without it.</summary>
    /// <exception cref="PlatformException">None runs.</exception>
    public static RunningAppHost Get(string stateFolder) =>
        Find(stateFolder) ?? throw new PlatformException("This clone does not run. Start it: dotnet run --project AppHost");

    /// <summary>Runs a resource's command and prints its outcome.</summary>
    /// <param name="resource">The resource's name.</param>
    /// <param name="command">The command's name.</param>
    /// <param name="arguments">Its arguments by name; null when it takes none.</param>
    /// <param name="showLog">
    /// Whether what the resource's log says meanwhile is printed too: the command's progress, when the resource is no program
    /// with a log of its own.
    /// </param>
    /// <param name="cancellationToken">Cancels the command.</param>
    /// <returns>0 when it succeeded, else 1.</returns>
    public async Task<int> ExecuteAsync(
        string resource, string command, IReadOnlyDictionary<string, string?>? arguments, bool showLog, CancellationToken cancellationToken)
    {
        await using var rpc = await ConnectAsync(cancellationToken);
        await using var log = showLog ? await ResourceLogReader.StartAsync(await ConnectAsync(cancellationToken), resource, cancellationToken) : null;
        var request = new JsonObject
        {
            ["resourceName"] = resource,
            ["commandName"] = command,
            ["arguments"] = new JsonObject((arguments ?? new Dictionary<string, string?>()).Select(argument => KeyValuePair.Create(argument.Key, (JsonNode?)argument.Value))),
            ["nonInteractive"] = true,
        };
        var result = await CallAsync(rpc, "ExecuteResourceCommandAsync", request, cancellationToken);
        await (log?.FinishAsync() ?? Task.CompletedTask);
        var errors = (result["validationErrors"] as JsonArray ?? []).Select(error => $"{error?["argumentName"]}: {error?["errorMessage"]}");
        var text = string.Join(Environment.NewLine, new[] { $"{result["message"]}" }.Concat(errors).Where(line => line.Length > 0));
        var success = result["success"]?.GetValue<bool>() is true;
        await (success ? Console.Out : Console.Error).WriteLineAsync(
            text.Length > 0 ? text : $"{resource}: {command} {(success ? "done" : result["canceled"]?.GetValue<bool>() is true ? "was cancelled" : "failed; its log says why")}.");
        if ($"{result["value"]?["value"]}" is { Length: > 0 } value)
        {
            Console.WriteLine(value);
        }

        return success ? 0 : 1;
    }

    /// <summary>Waits until a resource is healthy.</summary>
    /// <exception cref="PlatformException">It is not, within the bound.</exception>
    public async Task WaitUntilHealthyAsync(string resource, TimeSpan bound, CancellationToken cancellationToken)
    {
        await using var rpc = await ConnectAsync(cancellationToken);
        var request = new JsonObject { ["resourceName"] = resource, ["status"] = "healthy", ["timeoutSeconds"] = (int)bound.TotalSeconds };
        var answer = await CallAsync(rpc, "WaitForResourceAsync", request, cancellationToken);
        if (answer["success"]?.GetValue<bool>() is not true)
        {
            throw new PlatformException($"{answer["errorMessage"]} Look at it in the dashboard: {info.Url}");
        }
    }

    /// <summary>The resources as they are now, in the shape of the CLI's contract (name, displayName, state, healthStatus, ...).</summary>
    public async Task<IReadOnlyList<JsonNode>> ResourcesAsync(CancellationToken cancellationToken)
    {
        await using var rpc = await ConnectAsync(cancellationToken);
        var answer = await CallAsync(rpc, "GetResourcesAsync", new JsonObject(), cancellationToken);
        return [.. (answer["resources"] as JsonArray ?? []).OfType<JsonNode>()];
    }

    private async Task<JsonNode> CallAsync(RpcClient rpc, string method, JsonNode request, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.InvokeAsync(method, request, cancellationToken)
                ?? throw new PlatformException($"The running AppHost (pid {info.Pid}) gave no answer to {method}. Restart it.");
        }
        catch (RpcException e)
        {
            throw new PlatformException($"The running AppHost (pid {info.Pid}) refused {method}: {e.Message}", e);
        }
        catch (IOException e)
        {
            throw new PlatformException($"The running AppHost (pid {info.Pid}) stopped before {method} was done.", e);
        }
    }

    // One that has just started is known before it listens; a socket of the same pid may be a dead one's.
    private async Task<RpcClient> ConnectAsync(CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(ConnectBound);
        try
        {
            while (true)
            {
                foreach (var path in Directory.Exists(SocketFolder)
                    ? Directory.EnumerateFiles(SocketFolder, string.Create(CultureInfo.InvariantCulture, $"*.{info.Pid}"))
                    : [])
                {
                    try
                    {
                        return await RpcClient.ConnectAsync(path, bound.Token);
                    }
                    catch (SocketException)
                    {
                    }
                }

                if (!info.IsAlive)
                {
                    throw new PlatformException($"The running AppHost (pid {info.Pid}) has just ended.");
                }

                await Task.Delay(Pause, bound.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PlatformException(
                $"The running AppHost (pid {info.Pid}) does not answer: no socket {Path.Combine(SocketFolder, $"*.{info.Pid}")} accepts a connection. "
                + "It may run as another user or with another home folder.");
        }
    }
}
