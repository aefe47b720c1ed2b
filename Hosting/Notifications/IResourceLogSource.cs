namespace Platform.Hosting.Notifications;

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
