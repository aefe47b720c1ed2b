namespace Platform.Api;

/// <summary>A setting that is missing or wrong; the message says which and what would be right.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
