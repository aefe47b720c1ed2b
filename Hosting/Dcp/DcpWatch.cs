using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Platform.Hosting.Dcp;

internal enum WatchEventType
{
    Added,
    Modified,
    Deleted,
}

internal sealed partial class DcpClient
{
    /// <summary>
    /// Every object of a kind, then every change to one, until cancelled. A lost connection is taken up again without
    /// losing an object: what went away meanwhile is reported as deleted, what changed as modified.
    /// </summary>
    /// <exception cref="DcpException">The engine has not answered for <see cref="DcpWatch{T}.GiveUpAfter"/>.</exception>
    public IAsyncEnumerable<(WatchEventType Type, T Object)> WatchAsync<T>(CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T> =>
        new DcpWatch<T>(this, $"{PathOf<T>()}?watch=true").RunAsync(cancellationToken);
}

/// <summary>
/// One watch over a kind. The engine's server keeps no history: each new watch begins with all objects as ADDED,
/// whatever resourceVersion is asked for, so what was deleted between two watches is only found by a list.
/// </summary>
internal sealed class DcpWatch<T>(DcpClient client, string path)
    where T : DcpObject, IDcpKind<T>
{
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, T> _known = [];
    private readonly HashSet<string> _deleted = [];

    public async IAsyncEnumerable<(WatchEventType Type, T Object)> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pause = Backoff.ForRequests;
        var connectedBefore = false;
        while (true)
        {
            using var response = await OpenAsync(cancellationToken);
            await using var lines = new LineReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            if (connectedBefore)
            {
                foreach (var change in await CompareAsync(cancellationToken))
                {
                    yield return change;
                }
            }

            connectedBefore = true;
            while (await TryReadAsync(lines, cancellationToken) is { } line)
            {
                pause.Reset();
                if (Parse(line) is not { } read)
                {
                    break;
                }

                if (Apply(read.Type, read.Object) is { } change)
                {
                    yield return change;
                }
            }

            await pause.WaitAsync(cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> OpenAsync(CancellationToken cancellationToken)
    {
        var pause = Backoff.ForRequests;
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await client.OpenStreamAsync(path, $"watch {T.Plural}", cancellationToken);
            }
            catch (Exception e) when (DcpClient.IsTransient(e))
            {
                if (TimeProvider.System.GetElapsedTime(started) > GiveUpAfter)
                {
                    throw new DcpException(
                        $"The engine (DCP) has not answered a watch of {T.Plural} for {GiveUpAfter.TotalSeconds:0} s: {e.Message} "
                            + "It may have been ended from outside; start the application again.",
                        e);
                }
            }

            await pause.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Null when the connection is gone.</summary>
    private static async Task<byte[]?> TryReadAsync(LineReader lines, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken);
        }
        catch (Exception e) when (DcpClient.IsTransient(e))
        {
            return null;
        }
    }

    private async Task<List<(WatchEventType Type, T Object)>> CompareAsync(CancellationToken cancellationToken)
    {
        var listed = await client.ListAsync<T>(cancellationToken);
        var present = listed.Select(o => o.Metadata.Name).ToHashSet();
        List<(WatchEventType, T)> changes = [];
        foreach (var gone in _known.Values.Where(o => !present.Contains(o.Metadata.Name)).ToList())
        {
            // Its last event may still be on its way through the new watch.
            _deleted.Add(gone.Metadata.Uid!);
            _known.Remove(gone.Metadata.Name);
            changes.Add((WatchEventType.Deleted, gone));
        }

        foreach (var obj in listed)
        {
            if (Apply(WatchEventType.Added, obj) is { } change)
            {
                changes.Add(change);
            }
        }

        return changes;
    }

    /// <summary>Null when the server ends the watch, or for a line cut off by the end of the connection.</summary>
    private static (WatchEventType Type, T Object)? Parse(byte[] line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var obj = document.RootElement.GetProperty("object");
            WatchEventType? type = document.RootElement.GetProperty("type").GetString() switch
            {
                "ADDED" => WatchEventType.Added,
                "MODIFIED" => WatchEventType.Modified,
                "DELETED" => WatchEventType.Deleted,
                _ => null,
            };
            if (type is null)
            {
                var status = obj.Deserialize(DcpJson.Default.DcpStatus);
                var refusal = DcpClient.Refused($"watch {T.Plural}", (HttpStatusCode)(status?.Code ?? 410), status);
                return DcpClient.IsTransient(refusal) ? null : throw refusal;
            }

            return (type.Value, obj.Deserialize(T.TypeInfo)!);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private (WatchEventType Type, T Object)? Apply(WatchEventType type, T obj)
    {
        var metadata = obj.Metadata;
        var known = _known.GetValueOrDefault(metadata.Name);
        if (type == WatchEventType.Deleted)
        {
            _deleted.Remove(metadata.Uid!);
            if (known?.Metadata.Uid != metadata.Uid)
            {
                return null;
            }

            _known.Remove(metadata.Name);
            return (WatchEventType.Deleted, obj);
        }

        if (_deleted.Contains(metadata.Uid!) || (known is not null && IsSame(known, obj)))
        {
            return null;
        }

        // Deleted and created anew under the same name while the connection was down: the new state is all that counts.
        _known[metadata.Name] = obj;
        return (known is null ? WatchEventType.Added : WatchEventType.Modified, obj);
    }

    /// <summary>A request for deletion does not count as a new version with the engine's server.</summary>
    private static bool IsSame(T known, T obj) =>
        known.Metadata.Uid == obj.Metadata.Uid
        && (VersionOf(obj) < VersionOf(known)
            || (VersionOf(obj) == VersionOf(known) && obj.Metadata.DeletionTimestamp == known.Metadata.DeletionTimestamp));

    private static long VersionOf(T obj) => long.TryParse(obj.Metadata.ResourceVersion, out var version) ? version : 0;
}
