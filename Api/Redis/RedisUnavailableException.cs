namespace Platform.Api.Redis;

/// <summary>Redis could not be asked. Reads go on without it; what lives in Redis alone answers 503.</summary>
internal sealed class RedisUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
