namespace Platform.Api.Storage;

/// <summary>Object storage is not set up or does not answer; what needs it answers 503, the rest of the shop works.</summary>
internal sealed class StorageUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
