namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells names of this machine from others.</summary>
public static class EndpointHostHelpers
{
    /// <summary>Whether it is <c>localhost</c>.</summary>
    public static bool IsLocalhost(string? host) => string.Equals(host, KnownHostNames.Localhost, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether the URL's host is <c>localhost</c>.</summary>
    public static bool IsLocalhost(Uri? uri) => IsLocalhost(uri?.Host);

    /// <summary>Whether it ends in <c>.localhost</c> (RFC 6761).</summary>
    public static bool IsLocalhostTld(string? host) => host?.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Whether the URL's host ends in <c>.localhost</c>.</summary>
    public static bool IsLocalhostTld(Uri? uri) => IsLocalhostTld(uri?.Host);

    /// <summary>Whether it ends in <c>.dev.localhost</c>.</summary>
    public static bool IsDevLocalhostTld(string? host) => host?.EndsWith(".dev.localhost", StringComparison.OrdinalIgnoreCase) is true;

    /// <summary>Whether the URL's host ends in <c>.dev.localhost</c>.</summary>
    public static bool IsDevLocalhostTld(Uri? uri) => IsDevLocalhostTld(uri?.Host);

    /// <summary>Whether it is <c>localhost</c> or ends in <c>.localhost</c>.</summary>
    public static bool IsLocalhostOrLocalhostTld(string? host) => IsLocalhost(host) || IsLocalhostTld(host);

    /// <summary>Whether the URL's host is <c>localhost</c> or ends in <c>.localhost</c>.</summary>
    public static bool IsLocalhostOrLocalhostTld(Uri? uri) => IsLocalhostOrLocalhostTld(uri?.Host);
}
