namespace Platform.Tools.Fetching;

/// <summary>How package clients say that they reach nobody.</summary>
internal static class NetworkErrors
{
    private static readonly string[] Signs =
    [
        // npm prints Node's error codes.
        "ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT",
        // apt-get
        "Could not resolve", "Temporary failure resolving", "Could not connect", "Cannot initiate the connection",
        // NuGet: a code, or the message of the socket error
        "NU1301", "Resource temporarily unavailable", "Name or service not known", "No such host is known", "nodename nor servname",
        "Connection refused", "Network is unreachable", "actively refused",
    ];

    public static bool IsIn(string text) => Signs.Any(sign => text.Contains(sign, StringComparison.Ordinal));
}
