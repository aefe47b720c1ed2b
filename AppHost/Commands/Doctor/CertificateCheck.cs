using System.Globalization;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>The developer certificate.</summary>
internal static class CertificateCheck
{
    private const string Subject = "Certificate", Trust = "dotnet dev-certs https --trust", Renew = $"dotnet dev-certs https --clean && {Trust}";
    private static readonly TimeSpan s_soon = TimeSpan.FromDays(14);

    public static Finding Check()
    {
        if (DeveloperCertificate.Find() is not { } certificate)
        {
            return Finding.Ok(Subject, $"no developer certificate; everything speaks HTTP. To have HTTPS as well: {Trust}");
        }

        var end = certificate.Ends.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return certificate switch
        {
            _ when certificate.Ends < DateTime.Now => Finding.Warning(Subject, $"the developer certificate ended on {end}, so HTTPS is not offered", $"Make a new one: {Renew}"),
            _ when certificate.Ends < DateTime.Now + s_soon => Finding.Warning(Subject, $"the developer certificate ends on {end}", $"Make a new one: {Renew}"),
            { IsUsable: false } => Finding.Warning(Subject, "the developer certificate was made by an older SDK, so HTTPS is not offered", $"Make a new one: {Renew}"),
            { IsTrusted: false } => Finding.Warning(Subject, $"there is a developer certificate until {end}, but it is not trusted: browsers will warn", $"Trust it: {Trust}"),
            _ => Finding.Ok(Subject, $"the developer certificate is trusted until {end}"),
        };
    }
}
