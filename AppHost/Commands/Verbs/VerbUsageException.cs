namespace Platform.AppHost.Commands.Verbs;

/// <summary>A verb was given other arguments than it takes.</summary>
internal sealed class VerbUsageException(string message) : Exception(message);
