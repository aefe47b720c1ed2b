using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class WireFormatTests
{
    [Fact]
    public void Names_and_times_are_written_as_the_engine_reads_them()
    {
        var container = new Container
        {
            Metadata = { Name = "c" },
            Spec =
            {
                Image = "i",
                Ports = [new() { Port = 80, HostIp = "127.0.0.1" }],
                ImageLayers = [new() { Digest = "d", Sha256 = "s" }],
                MonitorTimestamp = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
                Networks = [],
                HealthProbes = [new() { Name = "p", HttpProbe = new() { Url = "u" }, Schedule = { Interval = TimeSpan.FromSeconds(1.5) } }],
            },
        };

        Assert.Equal(
            """{"kind":"Container","spec":{"image":"i","ports":[{"containerPort":80,"hostIP":"127.0.0.1"}],"networks":[],"monitorTimestamp":"2026-01-02T03:04:05.000000Z","healthProbes":[{"name":"p","type":"HTTP","httpProbe":{"url":"u"},"schedule":{"interval":"1500ms"}}],"imageLayers":[{"digest":"d","sha256":"s"}]},"apiVersion":"usvc-dev.developer.microsoft.com/v1","metadata":{"name":"c"}}""",
            JsonSerializer.Serialize(container, Container.TypeInfo));
    }

    [Theory]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5s", 1_500)]
    [InlineData("250ms", 250)]
    [InlineData("-2s", -2_000)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void Durations_of_the_engine_are_read(string text, double milliseconds) =>
        Assert.Equal(milliseconds, GoDurationConverter.Parse(text).TotalMilliseconds);

    [Theory]
    [InlineData("s")]
    [InlineData("5 minutes")]
    [InlineData("5")]
    public void What_is_no_duration_is_refused(string text) => Assert.Throws<JsonException>(() => GoDurationConverter.Parse(text));

    [Fact]
    public void A_kubeconfig_counts_only_once_it_is_whole()
    {
        var folder = Directory.CreateTempSubdirectory();
        var certificate = DcpCertificate.Get(folder.FullName, folder.FullName, TimeProvider.System);
        var authority = Convert.ToBase64String(File.ReadAllBytes(certificate.CertificateFile));
        var text = $"clusters:\n- cluster:\n    certificate-authority-data: {authority}\n    server: https://127.0.0.1:41151\nusers:\n- name: u\n  user:\n    token: abcdef\n";
        for (var length = 0; length < text.Length; length++)
        {
            Assert.Null(DcpKubeconfig.TryParse(text[..length]));
        }

        var config = DcpKubeconfig.TryParse(text)!;
        Assert.Equal(("https://127.0.0.1:41151/", "abcdef"), (config.Server.AbsoluteUri, config.Token));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("2026-11-20T13:07:27.052Z\tinfo\tdcp.start\tAPI server started\t{\"a\": 1}", LogLevel.Debug, "dcp.start", "API server started\t{\"a\": 1}")]
    [InlineData("2026-11-20T13:07:27.052Z\terror\tdcp\tfailed", LogLevel.Error, "dcp", "failed")]
    [InlineData("2026-11-20T13:07:27.052Z\terror\tdcp\tFailed to encode watch event\t{\"logger\": \"UnhandledError\"}", LogLevel.Debug, "dcp", "Failed to encode watch event\t{\"logger\": \"UnhandledError\"}")]
    [InlineData("2026-11-20T13:07:27.052Z\tdebug\tdcp\tdetail", LogLevel.Trace, "dcp", "detail")]
    [InlineData("goroutine 1 [running]:", LogLevel.Debug, "Output", "goroutine 1 [running]:")]
    [InlineData("", LogLevel.Debug, "Output", "")]
    public void Lines_of_the_engines_log_are_understood(string line, LogLevel level, string category, string message)
    {
        var entry = DcpLogEntry.Parse(Encoding.UTF8.GetBytes(line));
        Assert.Equal((level, category, message), (entry.Level, entry.Category, Encoding.UTF8.GetString(entry.Message)));
    }
}
