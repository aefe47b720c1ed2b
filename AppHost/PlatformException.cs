namespace Platform.AppHost;

/// <summary>Something a person has to put right. The message is complete: what failed, the value seen, what to do next.</summary>
internal sealed class PlatformException(string message, Exception? inner = null) : Exception(message, inner);
