namespace Platform.Api;

/// <summary>Reads connection strings and says how to set one that is missing.</summary>
internal static class ConnectionStrings
{
    /// <exception cref="ConfigurationException">It is not set.</exception>
    public static string RequiredConnectionString(this IConfiguration configuration, string name, string example) =>
        configuration.GetConnectionString(name) is { Length: > 0 } value
            ? value
            : throw new ConfigurationException($"ConnectionStrings__{name} is not set. Set it, for example to '{example}'.");
}
