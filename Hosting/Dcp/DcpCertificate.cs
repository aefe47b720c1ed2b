using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.Hosting.Dcp;

/// <summary>
/// The certificate that the engine's API shows: ECDSA P-256, for this machine's loopback names only. It is made once per user and
/// kept in a private folder. Each one is written beside the others and appears by one rename, so that several processes may look
/// for it, make it or renew it at the same time, and nobody sees half of one. The name of its folder says when it expires and holds
/// a checksum of its files, so that it is judged without loading the cryptography libraries, which costs more than 25 ms at a moment
/// when everything waits for the engine.
/// </summary>
internal sealed record DcpCertificate(string CertificateFile, string KeyFile)
{
    private const string FolderPrefix = "tls-";
    private const string TimeFormat = "yyyyMMddHHmmss";
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(365);
    private static readonly TimeSpan s_renewBefore = TimeSpan.FromDays(30);

    /// <summary>The folder that certificates are kept in.</summary>
    public static string DefaultCacheFolder => Path.Combine(CacheRoot, "platform", "engine");

    private static string CacheRoot =>
        OperatingSystem.IsLinux()
            ? Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache)
                ? cache
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache")
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);

    /// <summary>The cached certificate, made or renewed if need be; one in <paramref name="fallbackFolder"/> if the cache cannot be used.</summary>
    public static DcpCertificate Get(string cacheFolder, string fallbackFolder, TimeProvider time)
    {
        var now = time.GetUtcNow();
        try
        {
            CreatePrivateFolder(cacheFolder);
            return FindUsable(cacheFolder, now) ?? Create(cacheFolder, now);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A home that cannot be written to costs the making of a key at each start, nothing else.
            return Create(fallbackFolder, now);
        }
    }

    private static DcpCertificate? FindUsable(string cacheFolder, DateTimeOffset now)
    {
        // Newest first: the names begin with the end of their time.
        foreach (var folder in Directory.GetDirectories(cacheFolder, FolderPrefix + "*").OrderDescending(StringComparer.Ordinal))
        {
            if (IsUsable(folder, now))
            {
                return In(folder);
            }

            TryDelete(folder);
        }

        return null;
    }

    private static DcpCertificate Create(string parent, DateTimeOffset now)
    {
        var notAfter = now + s_lifetime;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, OU=Platform engine", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());

        // It is its own authority, which the engine's own client insists on seeing.
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), notAfter);

        var unfinished = Path.Combine(parent, $"new-{Guid.NewGuid():N}");
        CreatePrivateFolder(unfinished);
        var made = In(unfinished);
        WritePrivateFile(made.CertificateFile, certificate.ExportCertificatePem());
        WritePrivateFile(made.KeyFile, key.ExportPkcs8PrivateKeyPem());
        var finished = Path.Combine(
            parent,
            string.Create(CultureInfo.InvariantCulture, $"{FolderPrefix}{notAfter.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}-{Checksum(made):x16}"));
        Directory.Move(unfinished, finished);
        return In(finished);
    }

    private static DcpCertificate In(string folder) => new(Path.Combine(folder, "certificate.pem"), Path.Combine(folder, "key.pem"));

    private static bool IsUsable(string folder, DateTimeOffset now)
    {
        try
        {
            var name = Path.GetFileName(folder)[FolderPrefix.Length..].Split('-');
            return name is [var time, var checksum]
                && DateTime.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var notAfter)
                && notAfter > (now + s_renewBefore).UtcDateTime
                && ulong.TryParse(checksum, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var expected)
                && Checksum(In(folder)) == expected;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>FNV-1a: against damage, not against an attacker, who could not be in this folder.</summary>
    private static ulong Checksum(DcpCertificate certificate)
    {
        var hash = 14695981039346656037;
        foreach (var value in File.ReadAllBytes(certificate.CertificateFile).Concat(File.ReadAllBytes(certificate.KeyFile)))
        {
            hash = (hash ^ value) * 1099511628211;
        }

        return hash;
    }

    private static void CreatePrivateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Below the profile, which only its owner can read.
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void WritePrivateFile(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    private static void TryDelete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Somebody else deletes it at the same time, or may not be allowed to; it is not used either way.
        }
    }
}
