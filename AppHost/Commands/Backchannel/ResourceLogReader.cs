using System.Globalization;
using System.Text.Json.Nodes;

namespace Platform.AppHost.Commands.Backchannel;

/// <summary>Prints what a resource's log says from now on.</summary>
internal sealed class ResourceLogReader : IAsyncDisposable
{
    // After the command's answer its last lines may still be on their way.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly RpcClient rpc;
    private readonly string resource;
    private readonly CancellationTokenSource left;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task reading = Task.CompletedTask;

    private ResourceLogReader(RpcClient rpc, string resource, CancellationToken cancellationToken)
    {
        this.rpc = rpc;
        this.resource = resource;
        left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public static async Task<ResourceLogReader> StartAsync(RpcClient rpc, string resource, CancellationToken cancellationToken)
    {
        var reader = new ResourceLogReader(rpc, resource, cancellationToken);
        var known = 0;
        await foreach (var _ in reader.LinesAsync(follow: false))
        {
            known++;
        }

        reader.reading = reader.PrintAsync(known);
        return reader;
    }

    /// <summary>Prints the lines that are still to come of a command that has ended.</summary>
    public Task FinishAsync() => Task.WhenAny(ended.Task, reading, Task.Delay(Rest));

    public async ValueTask DisposeAsync()
    {
        await left.CancelAsync();
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        left.Dispose();
        await rpc.DisposeAsync();
    }

    private async Task PrintAsync(int known)
    {
        await foreach (var line in LinesAsync(follow: true))
        {
            if (known-- > 0)
            {
                continue;
            }

            var text = WithoutTime($"{line["content"]}");
            if (text.StartsWith("Successfully executed command ", StringComparison.Ordinal) || text.StartsWith("Failure executing command ", StringComparison.Ordinal))
            {
                ended.TrySetResult();
            }
            else if (!text.StartsWith("Executing command ", StringComparison.Ordinal))
            {
                Console.WriteLine(text);
            }
        }
    }

    private async IAsyncEnumerable<JsonNode> LinesAsync(bool follow)
    {
        var request = new JsonObject { ["resourceName"] = resource, ["follow"] = follow, ["includeHidden"] = true };
        await foreach (var batch in rpc.StreamAsync("GetConsoleLogBatchesAsync", request, left.Token))
        {
            foreach (var line in batch["lines"] as JsonArray ?? [])
            {
                yield return line!;
            }
        }
    }

    // "2026-01-31T10:00:00.0000000Z text"
    private static string WithoutTime(string line) =>
        line.IndexOf(' ') is > 0 and var space && DateTimeOffset.TryParse(line.AsSpan(0, space), CultureInfo.InvariantCulture, out _)
            ? line[(space + 1)..]
            : line;
}
