using System.Diagnostics.CodeAnalysis;

namespace Platform.Hosting;

/// <summary>What the URL of a service that others are told about must be like.</summary>
internal static class ServiceUrl
{
    /// <exception cref="InvalidOperationException">The URL cannot be the address of a service.</exception>
    public static void Require(Uri url, string service)
    {
        if (Problem(url) is { } problem)
        {
            throw new InvalidOperationException($"The URL '{url}' of the service '{service}' is invalid: {problem}");
        }
    }

    public static bool TryParse(string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out string? problem)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out url))
        {
            problem = "it must be absolute.";
            return false;
        }

        problem = Problem(url);
        return problem is null;
    }

    public static string? Problem(Uri url) => url switch
    {
        { IsAbsoluteUri: false } => "it must be absolute.",
        { Fragment.Length: > 0 } => "it must not have a fragment.",
        { Query.Length: > 0 } => "it must not have a query string.",
        _ => null,
    };
}
