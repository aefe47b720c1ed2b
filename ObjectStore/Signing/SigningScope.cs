using System.Security.Cryptography;
using System.Text;

namespace Platform.ObjectStore.Signing;

/// <summary>Date, region and derived key of a signature, as in "Signature Version 4 signing process".</summary>
internal sealed class SigningScope(string timestamp, string date, string region, string service, byte[] key)
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string Terminator = "aws4_request";
    public const string TimestampFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>The request's x-amz-date.</summary>
    public string Timestamp => timestamp;

    public string Name => $"{date}/{region}/{service}/{Terminator}";

    public static SigningScope Derive(string secret, string timestamp, string date, string region, string service)
    {
        var dateKey = Hmac(Encoding.UTF8.GetBytes("AWS4" + secret), date);
        return new SigningScope(timestamp, date, region, service, Hmac(Hmac(Hmac(dateKey, region), service), Terminator));
    }

    /// <summary>Signs a string; lower-case hexadecimal.</summary>
    public string Sign(string stringToSign) => Convert.ToHexStringLower(Hmac(key, stringToSign));

    public static string Sha256(ReadOnlySpan<byte> data) => Convert.ToHexStringLower(SHA256.HashData(data));

    public static bool Same(string a, string b) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(a), Encoding.UTF8.GetBytes(b));

    private static byte[] Hmac(byte[] key, string data) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(data));
}
