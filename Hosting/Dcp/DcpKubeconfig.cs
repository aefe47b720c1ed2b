using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.Hosting.Dcp;

/// <summary>Where the engine's API listens, and what it takes to be let in.</summary>
internal sealed record DcpKubeconfig(Uri Server, string Token, X509Certificate2 CertificateAuthority)
{
    /// <summary>Reads the file that the engine writes; null while it is missing or not complete.</summary>
    public static DcpKubeconfig? TryRead(string path)
    {
        try
        {
            return TryParse(File.ReadAllText(path));
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            // Windows: the engine still holds the file.
            return null;
        }
    }

    internal static DcpKubeconfig? TryParse(string text)
    {
        // A value may be cut in the middle; the line break at the very end is written last.
        if (!text.EndsWith('\n'))
        {
            return null;
        }

        string? server = null, token = null, authority = null;
        foreach (var line in text.Split('\n'))
        {
            server ??= Value(line, "server:");
            token ??= Value(line, "token:");
            authority ??= Value(line, "certificate-authority-data:");
        }

        if (token is null || authority is null || !Uri.TryCreate(server, UriKind.Absolute, out var address))
        {
            return null;
        }

        try
        {
            return new(address, token, X509CertificateLoader.LoadCertificate(PemToDer(Convert.FromBase64String(authority))));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or CryptographicException)
        {
            return null;
        }
    }

    private static string? Value(string line, string key)
    {
        var trimmed = line.AsSpan().Trim().TrimStart("- ");
        return trimmed.StartsWith(key, StringComparison.Ordinal) && trimmed[key.Length..].Trim() is { Length: > 0 } value
            ? value.Trim('"').ToString()
            : null;
    }

    private static byte[] PemToDer(byte[] pem)
    {
        var text = System.Text.Encoding.ASCII.GetString(pem);
        return Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
    }
}
