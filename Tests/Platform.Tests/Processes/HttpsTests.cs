using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;

namespace Platform.Tests.Processes;

/// <summary>A developer certificate that is there is used, beside HTTP.</summary>
public sealed class HttpsTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("hs");

    private string Store => Path.Combine(_home.FullName, ".dotnet", "corefx", "cryptography", "x509stores");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task With_a_developer_certificate_the_API_and_the_dashboard_offer_HTTPS_beside_HTTP()
    {
        SkipUnlessLinux();
        await MakeCertificateAsync();
        var ports = AppHostProcess.FreePorts();
        var more = AppHostProcess.FreePorts();
        (ports["apihttps"], ports["dashboardhttps"]) = (more["api"], more["dashboard"]);
        await using var run = AppHostProcess.Start(ports: ports, environment: Environment);
        await run.WaitUntilReadyAsync();

        var certificate = X509CertificateLoader.LoadPkcs12FromFile(Directory.GetFiles(Path.Combine(Store, "my"), "*.pfx").Single(), "");
        using var https = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, seen, _, _) => seen?.Thumbprint == certificate.Thumbprint });
        Assert.True((await https.GetAsync($"https://localhost:{ports["apihttps"]}/health/ready", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.True((await https.GetAsync($"https://localhost:{ports["dashboardhttps"]}/login", TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        using var http = run.CreateApiClient();
        Assert.True((await Products.SearchAsync(http, "lamp")).Total >= 5);
    }

    // The tools stay where they are.
    private Dictionary<string, string?> Environment => new()
    {
        ["HOME"] = _home.FullName,
        ["XDG_CACHE_HOME"] = System.Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache
            ? cache
            : Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".cache"),
    };

    private async Task MakeCertificateAsync()
    {
        var start = new ProcessStartInfo("dotnet", ["dev-certs", "https"]) { Environment = { ["HOME"] = _home.FullName }, RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }

    private static void SkipUnlessLinux() => Assert.SkipUnless(OperatingSystem.IsLinux(), "The user's certificates are taken from HOME, as on Linux.");
}
