namespace Platform.Tools.Fetching;

/// <summary>Why one source of a tool did not work; the next source may.</summary>
internal class FetchFailure(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A package client reaches no server; what else it would be asked for cannot be had either.</summary>
internal sealed class ClientUnreachable(string message) : FetchFailure(message);

/// <summary>What was downloaded is not whole or not what is declared; worth one more download.</summary>
internal sealed class DamagedDownload(string message) : FetchFailure(message);

/// <summary>The cache cannot be written; no other source can help.</summary>
internal sealed class CacheFailure(string message, Exception? inner = null) : Exception(message, inner);
