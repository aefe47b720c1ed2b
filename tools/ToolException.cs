namespace Platform.Tools;

/// <summary>A tool cannot be had. The message is complete: it names the tool, the cause and the next step.</summary>
public sealed class ToolException(string message, Exception? inner = null) : Exception(message, inner);
