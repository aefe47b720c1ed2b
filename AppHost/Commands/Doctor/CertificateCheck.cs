using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>The developer certificate of <c>dotnet dev-certs</c>, which nobody has to have. It is only looked at.</summary>
internal static class CertificateCheck
{
    private const string Subject = "Certificate", Trust = "dotnet dev-certs https --trust";

    // Marks certificates that `dotnet dev-certs` has made: https://github.com/dotnet/aspnetcore, CertificateManager.AspNetHttpsOid.
    private const string DeveloperCertificate = "1.3.6.1.4.1.311.84.1.1";
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(14);

    public static Finding Check()
    {
        try
        {
            using var store = new X509Store(StoreName.My, StoreLocation.CurrentUser, OpenFlags.ReadOnly | OpenFlags.OpenExistingOnly);
            return Check(store.Certificates);
        }
        catch (CryptographicException)
        {
            // A user who never had a certificate has no store.
            return Check([]);
        }
    }

    private static Finding Check(X509Certificate2Collection certificates)
    {
        var newest = certificates
            .Where(certificate => certificate.HasPrivateKey && certificate.Extensions.Any(extension => extension.Oid?.Value == DeveloperCertificate))
            .MaxBy(certificate => certificate.NotAfter);
        if (newest is null)
        {
            return Finding.Ok(Subject, $"no developer certificate; everything speaks HTTP. To have one: {Trust}");
        }

        var end = newest.NotAfter.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (newest.NotAfter < DateTime.Now + s_soon)
        {
            return Finding.Warning(Subject, $"the developer certificate ends on {end}", $"Make a new one: dotnet dev-certs https --clean && {Trust}");
        }

        return IsTrusted(newest)
            ? Finding.Ok(Subject, $"the developer certificate is trusted until {end}")
            : Finding.Warning(Subject, $"there is a developer certificate until {end}, but it is not trusted: browsers will warn", $"Trust it: {Trust}");
    }

    private static bool IsTrusted(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate);
    }
}
