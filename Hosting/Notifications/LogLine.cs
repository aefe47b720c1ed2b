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
