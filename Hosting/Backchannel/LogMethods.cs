using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Backchannel.Contract;
using Platform.Hosting.Backchannel.Rpc;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Backchannel;

/// <summary>The console logs of the resources.</summary>
internal sealed class LogMethods(DistributedApplicationModel model, ResourceNotificationService notifications, ResourceLoggerService loggers)
{
    private const int BatchSize = 256;

    public void AddTo(RpcMethods methods)
    {
        // `aspire export` still asks by this older name, with the name and whether to follow in place of a request.
        methods.AddStream("GetResourceLogsAsync", ReadOlderRequest, ReadAsync);
        methods.AddStream<ConsoleLogsRequest, ConsoleLogLine>("GetConsoleLogsAsync", ReadAsync);
        methods.AddStream<ConsoleLogsRequest, ConsoleLogBatch>("GetConsoleLogBatchesAsync", ReadBatchesAsync);
    }

    private static ConsoleLogsRequest ReadOlderRequest(JsonElement arguments) => new()
    {
        ResourceName = RpcMethods.Argument(arguments, 0, "resourceName") is { ValueKind: JsonValueKind.String } name ? name.GetString() : null,
        Follow = RpcMethods.Argument(arguments, 1, "follow").ValueKind is JsonValueKind.True,
        IncludeHidden = true,
    };

    private async IAsyncEnumerable<ConsoleLogBatch> ReadBatchesAsync(ConsoleLogsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batch = new List<ConsoleLogLine>();
        await foreach (var line in ReadAsync(request, cancellationToken))
        {
            batch.Add(line);
            if (request.Follow || batch.Count == BatchSize)
            {
                yield return new([.. batch]);
                batch.Clear();
            }
        }

        if (batch.Count > 0)
        {
            yield return new([.. batch]);
        }
    }

    private async IAsyncEnumerable<ConsoleLogLine> ReadAsync(ConsoleLogsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var ids = FindInstances(request);
        var lines = ReadAllAsync(ids, request, cancellationToken);

        // With several logs the caller merges them by time and takes the last lines itself.
        if (!request.Follow && ids.Count == 1 && request.Tail is > 0 and var tail)
        {
            lines = TakeLastAsync(lines, tail);
        }

        await foreach (var line in lines)
        {
            yield return line;
        }
    }

    private async IAsyncEnumerable<ConsoleLogLine> ReadAllAsync(
        List<string> ids, ConsoleLogsRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateUnbounded<ConsoleLogLine>(new() { SingleReader = true });
        var reading = Task.WhenAll(ids.Select(id => CopyAsync(id, request, channel.Writer, left.Token)));
        _ = reading.ContinueWith(done => channel.Writer.TryComplete(done.Exception?.InnerException), TaskScheduler.Default);
        try
        {
            await foreach (var line in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            await left.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CopyAsync(string id, ConsoleLogsRequest request, ChannelWriter<ConsoleLogLine> writer, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var log = request.Follow ? loggers.WatchAsync(id) : loggers.GetAllAsync(id);
        await foreach (var batch in log.WithCancellation(cancellationToken))
        {
            foreach (var line in batch)
            {
                if (string.IsNullOrEmpty(request.Search) || $"{id} {line.Content}".Contains(request.Search, StringComparison.OrdinalIgnoreCase))
                {
                    writer.TryWrite(new(id, line.LineNumber, line.Content, line.IsErrorMessage));
                }
            }
        }
    }

    private static async IAsyncEnumerable<ConsoleLogLine> TakeLastAsync(IAsyncEnumerable<ConsoleLogLine> lines, int count)
    {
        var last = new Queue<ConsoleLogLine>();
        await foreach (var line in lines)
        {
            if (last.Count == count)
            {
                last.Dequeue();
            }

            last.Enqueue(line);
        }

        foreach (var line in last)
        {
            yield return line;
        }
    }

    // A resource that is asked for by name is read even when it is hidden.
    private List<string> FindInstances(ConsoleLogsRequest request)
    {
        var all = model.Resources.SelectMany(resource => resource.GetInstanceIds().Select(id => (resource.Name, Id: id)));
        return request.ResourceName is { } name
            ? [.. all.Where(i => Same(i.Name, name) || Same(i.Id, name)).Select(i => i.Id)]
            : [.. all.Select(i => i.Id).Where(id => request.IncludeHidden || !IsHidden(id))];
    }

    private bool IsHidden(string id) => notifications.TryGetCurrentState(id, out var state) && state.Snapshot.IsHidden;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
}
