using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;

namespace Platform.Hosting.Dcp;

internal enum DcpLogKind
{
    Stdout,
    Stderr,

    /// <summary>What the engine says about the workload: why it could not be started, for example.</summary>
    System,

    /// <summary>Containers only: what building, pulling and creating printed.</summary>
    StartupStdout,

    /// <inheritdoc cref="StartupStdout"/>
    StartupStderr,
}

/// <param name="Timestamp">When the engine read the line; null if it did not say.</param>
internal readonly record struct DcpLogLine(DcpLogKind Kind, DateTimeOffset? Timestamp, string Text);

internal sealed partial class DcpClient
{
    private static readonly DcpLogKind[] s_executableLogs = [DcpLogKind.Stdout, DcpLogKind.Stderr, DcpLogKind.System];
    private static readonly DcpLogKind[] s_containerLogs =
        [DcpLogKind.StartupStdout, DcpLogKind.StartupStderr, DcpLogKind.Stdout, DcpLogKind.Stderr, DcpLogKind.System];

    /// <summary>
    /// What a workload printed, from its first line (that of another one which takes its name later is not read); with <paramref name="follow"/> until it has ended, else as much as there is.
    /// Connections are open only while the result is enumerated, and are taken up again without a line twice.
    /// </summary>
    public IAsyncEnumerable<DcpLogLine> ReadLogsAsync<T>(string name, bool follow = true, CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T> =>
        ReadLogsAsync<T>(name, typeof(T) == typeof(Container) ? s_containerLogs : s_executableLogs, follow, cancellationToken);

    /// <inheritdoc cref="ReadLogsAsync{T}(string, bool, CancellationToken)"/>
    public async IAsyncEnumerable<DcpLogLine> ReadLogsAsync<T>(
        string name,
        IReadOnlyList<DcpLogKind> kinds,
        bool follow,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T>
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // Bounded: a reader that stops reading stops the engine's sending instead of filling memory.
        string? uid = null;
        var lines = Channel.CreateBounded<DcpLogLine>(new BoundedChannelOptions(1000) { SingleReader = true });
        var reading = Task.WhenAll(kinds.Select(kind =>
            new DcpLogStream(this, PathOf<T>(name), kind, follow, StateAsync).CopyToAsync(lines.Writer, stop.Token)));
        _ = reading.ContinueWith(t => lines.Writer.Complete(t.Exception?.InnerException), TaskScheduler.Default);
        try
        {
            await foreach (var line in lines.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        async Task<DcpLogState> StateAsync(CancellationToken token)
        {
            var workload = await FindAsync<T>(name, token);
            Interlocked.CompareExchange(ref uid, workload?.Metadata.Uid, null);
            return workload is not null && workload.Metadata.Uid != uid ? DcpLogState.Replaced
                : IsDone(workload) ? DcpLogState.Done
                : DcpLogState.Open;
        }
    }

    /// <summary>True once a workload will print nothing more.</summary>
    private static bool IsDone(DcpObject? workload) => workload switch
    {
        null or { Metadata.DeletionTimestamp: not null } => true,
        Executable e => e.Status?.FinishTimestamp is not null || ExecutableState.IsTerminal(e.Status?.State),
        Container c => c.Status?.FinishTimestamp is not null || ContainerState.IsTerminal(c.Status?.State),
        ContainerExec c => c.Status?.FinishTimestamp is not null || ExecutableState.IsTerminal(c.Status?.State),
        _ => true,
    };
}

/// <summary>What a workload's log may still get.</summary>
internal enum DcpLogState
{
    /// <summary>More lines.</summary>
    Open,

    /// <summary>No more than it has.</summary>
    Done,

    /// <summary>Nothing: another workload has the name, and its log is another one.</summary>
    Replaced,
}

/// <summary>One of the logs of one workload.</summary>
internal sealed class DcpLogStream(
    DcpClient client,
    string path,
    DcpLogKind kind,
    bool follow,
    Func<CancellationToken, Task<DcpLogState>> state)
{
    private int _linesRead;

    public async Task CopyToAsync(ChannelWriter<DcpLogLine> writer, CancellationToken cancellationToken)
    {
        var pause = Backoff.ForRequests;
        while (true)
        {
            // Asked before reading: what is printed after the answer is read in the next round.
            var current = follow ? await state(cancellationToken) : DcpLogState.Done;
            if (current is DcpLogState.Replaced)
            {
                return;
            }

            var done = current is DcpLogState.Done;
            var before = _linesRead;
            if (await TryReadAsync(writer, done, cancellationToken) && done)
            {
                return;
            }

            if (_linesRead > before)
            {
                pause.Reset();
            }

            await pause.WaitAsync(cancellationToken);
        }
    }

    /// <summary>True when the engine ended the stream, false when the connection broke.</summary>
    private async Task<bool> TryReadAsync(ChannelWriter<DcpLogLine> writer, bool done, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.OpenStreamAsync(Url(follow: !done), $"read the {SourceOf(kind)} log at {path}", cancellationToken);
            await using var lines = new LineReader(await response.Content.ReadAsStreamAsync(cancellationToken));
            while (await lines.ReadAsync(cancellationToken) is { } line)
            {
                if (!lines.IsWhole && !done)
                {
                    // Not counted, so that it comes again when it is whole.
                    break;
                }

                _linesRead++;
                await writer.WriteAsync(Parse(line), cancellationToken);
            }

            return true;
        }
        catch (DcpApiException e) when (e.IsNotFound || e.IsBeingDeleted)
        {
            return true;
        }
        catch (Exception e) when (DcpClient.IsTransient(e))
        {
            return false;
        }
    }

    // A log that gets no more is not followed: by now it may be that of another workload, which took the name.
    private string Url(bool follow) => string.Create(
        CultureInfo.InvariantCulture,
        $"{path}/log?follow={(follow ? "true" : "false")}&timestamps=true&source={SourceOf(kind)}{(_linesRead > 0 ? $"&skip={_linesRead}" : "")}");

    private static string SourceOf(DcpLogKind kind) => kind switch
    {
        DcpLogKind.Stdout => "stdout",
        DcpLogKind.Stderr => "stderr",
        DcpLogKind.StartupStdout => "startup_stdout",
        DcpLogKind.StartupStderr => "startup_stderr",
        _ => "system",
    };

    /// <summary>2026-01-02T03:04:05.678Z text of the line</summary>
    private DcpLogLine Parse(byte[] line)
    {
        var text = Encoding.UTF8.GetString(line);

        // The engine's own log separates its fields, the first of which is the time, by tabs.
        var end = text.AsSpan().IndexOfAny(' ', '\t');
        var time = end < 0 ? text : text.AsSpan(0, end);
        if (!DateTimeOffset.TryParse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var timestamp))
        {
            return new(kind, null, text);
        }

        var rest = end < 0 ? "" : text[(end + 1)..];
        return new(kind, timestamp, kind == DcpLogKind.System ? DcpSystemLog.Describe(rest) : rest);
    }
}
