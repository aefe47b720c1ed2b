using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.AppHost;

/// <summary>
/// The certificate of <c>dotnet dev-certs https</c>, which nobody has to have. It is only looked for: making and trusting one is
/// left to its owner. ASP.NET Core services find the same one by themselves when they are to listen on HTTPS.
/// </summary>
internal sealed class DeveloperCertificate
{
    // Marks these certificates and holds their version: https://github.com/dotnet/aspnetcore, CertificateManager.AspNetHttpsOid.
    private const string Mark = "1.3.6.1.4.1.311.84.1.1";
    private const int LeastVersion = 6;

    private readonly X509Certificate2 certificate;

    private DeveloperCertificate(X509Certificate2 certificate) => this.certificate = certificate;

    /// <summary>When it ends, local time.</summary>
    public DateTime Ends => certificate.NotAfter;

    /// <summary>Whether services of this version of ASP.NET Core accept it; an older SDK's may lack names they want.</summary>
    public bool IsUsable => Ends > DateTime.Now && VersionOf(certificate) >= LeastVersion;

    /// <summary>Whether this machine's programs accept it. To find that out takes a while, and no start needs it.</summary>
    public bool IsTrusted
    {
        get
        {
            using var chain = new X509Chain();
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            return chain.Build(certificate);
        }
    }

    /// <summary>The one that ends last; null when there is none.</summary>
    public static DeveloperCertificate? Find()
    {
        try
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            var newest = store.Certificates.Where(certificate => certificate.HasPrivateKey && VersionOf(certificate) is not null).MaxBy(certificate => certificate.NotAfter);
            return newest is null ? null : new(newest);
        }
        catch (CryptographicException)
        {
            // A user who never had a certificate has no store.
            return null;
        }
    }

    // One byte, except in the oldest ones, which have text there.
    private static int? VersionOf(X509Certificate2 certificate) => certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == Mark)?.RawData switch
    {
        null => null,
        [var version] => version,
        _ => 0,
    };
}
