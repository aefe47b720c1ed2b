using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Platform.Api.Identity.KeyRing;
using Platform.ServiceDefaults.Paths;

namespace Platform.Api.Payments;

/// <summary>
/// Signs and checks notices: <c>Payment-Signature: t=&lt;Unix seconds&gt;,v1=&lt;hex of HMAC-SHA256 over "t.body"&gt;</c>.
/// The time is signed too, so an old notice cannot be sent again later.
/// </summary>
internal sealed class NoticeSignature(PaymentSettings settings, ServicePaths paths, TimeProvider time)
{
    public const string Header = "Payment-Signature";

    // The first signs; each is good to check with.
    private readonly Lazy<byte[][]> _keys = new(() =>
    [
        .. settings.PreviousWebhookSecrets
            .Prepend(settings.WebhookSecret.Length > 0 ? settings.WebhookSecret : DevelopmentKey.Get(paths.Data, "payment-webhook"))
            .Select(Convert.FromBase64String),
    ]);

    public string Sign(ReadOnlySpan<byte> body)
    {
        var seconds = time.GetUtcNow().ToUnixTimeSeconds();
        return $"t={seconds.ToString(CultureInfo.InvariantCulture)},v1={Convert.ToHexStringLower(Mac(_keys.Value[0], seconds, body))}";
    }

    /// <summary>What is wrong with the signature; null when it is right.</summary>
    public string? Check(string? header, ReadOnlySpan<byte> body)
    {
        var parts = (header ?? "").Split(',').Select(part => part.Split('=', 2)).Where(part => part.Length == 2).ToLookup(part => part[0], part => part[1]);
        if (!long.TryParse(parts["t"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return $"{Header} lacks its time; it must be t=<Unix seconds>,v1=<hex>.";
        }

        var isRight = false;
        foreach (var key in _keys.Value)
        {
            var expected = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Mac(key, seconds, body)));
            isRight |= parts["v1"].Any(given => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(given), expected));
        }

        if (!isRight)
        {
            return "The signature does not fit the body.";
        }

        return Math.Abs(time.GetUtcNow().ToUnixTimeSeconds() - seconds) > settings.ToleranceSeconds
            ? $"The notice is not from the last {settings.ToleranceSeconds} seconds."
            : null;
    }

    private static byte[] Mac(byte[] key, long seconds, ReadOnlySpan<byte> body)
    {
        using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        mac.AppendData(Encoding.ASCII.GetBytes($"{seconds.ToString(CultureInfo.InvariantCulture)}."));
        mac.AppendData(body);
        return mac.GetHashAndReset();
    }
}
