using System.Globalization;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Signing;

/// <summary>What signatures in headers, queries and forms have in common.</summary>
internal static class SignatureCheck
{
    public static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    public static void CheckSigned(HttpContext http, string[] signedHeaders)
    {
        if (!signedHeaders.Contains("host"))
        {
            throw S3Error.AccessDenied.With("There were headers present in the request which were not signed", ("HeadersNotSigned", "host"));
        }
        foreach (var (name, _) in http.Request.Headers)
        {
            if (name.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) && !signedHeaders.Contains(name.ToLowerInvariant()))
            {
                throw S3Error.AccessDenied.With("There were headers present in the request which were not signed", ("HeadersNotSigned", name.ToLowerInvariant()));
            }
        }
    }

    public static void Compare(string expected, string given, string stringToSign)
    {
        if (!SigningScope.Same(expected, given))
        {
            throw S3Error.SignatureDoesNotMatch.With(
                S3Error.SignatureDoesNotMatch.Message, ("SignatureProvided", given), ("StringToSign", stringToSign));
        }
    }

    public static void RefuseToken(string? token)
    {
        if (!string.IsNullOrEmpty(token))
        {
            throw S3Error.InvalidToken.With("This server knows no session tokens; send the request without x-amz-security-token.");
        }
    }

    public static bool TryParseTimestamp(string text, out DateTimeOffset timestamp) => DateTimeOffset.TryParseExact(
        text, SigningScope.TimestampFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out timestamp);

    public static string Format(DateTimeOffset time) => time.UtcDateTime.ToString(SigningScope.TimestampFormat, CultureInfo.InvariantCulture);
}
