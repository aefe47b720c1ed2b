namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of a resource's console log.</summary>
/// <param name="LineNumber">Its number in the stream, from 1.</param>
/// <param name="Content">The text, after its time in UTC when that is known (<c>2026-01-31T10:00:00.0000000Z text</c>).</param>
/// <param name="IsErrorMessage">Whether it is an error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Tells that the first watcher of a log came or the last one left.</summary>
/// <param name="Name">The resource's id.</param>
/// <param name="AnySubscribers">Whether anybody watches now.</param>
public readonly record struct LogSubscriber(string Name, bool AnySubscribers);

/// <summary>A line before it is numbered.</summary>
internal readonly record struct ResourceLogEntry(DateTime? TimestampUtc, string Content, bool IsError);

/// <summary>Where the output of resources' processes is read from.</summary>
internal interface IResourceLogSource
{
    /// <summary>
    /// Reads the output of the resource's latest run, from its beginning. Ends when the run's output ends, at once when
    /// there is no run, and, without <paramref name="follow"/>, when everything written so far was read.
    /// </summary>
    IAsyncEnumerable<IReadOnlyList<ResourceLogEntry>> ReadAsync(string resourceId, bool follow, CancellationToken cancellationToken);
}
