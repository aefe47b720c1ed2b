using System.Security.Cryptography.X509Certificates;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class CertificateTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory();

    private string Cache => Path.Combine(_root.FullName, "cache");

    private string Fallback => Directory.CreateDirectory(Path.Combine(_root.FullName, "fallback")).FullName;

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void It_is_made_once_and_only_its_owner_can_read_it()
    {
        var first = Get();
        Assert.Equal(first, Get());
        using var certificate = X509Certificate2.CreateFromPemFile(first.CertificateFile, first.KeyFile);
        Assert.Equal("1.2.840.10045.2.1", certificate.PublicKey.Oid.Value);
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().Single();
        Assert.Equal(["localhost"], names.EnumerateDnsNames());
        Assert.Equal(["127.0.0.1", "::1"], names.EnumerateIPAddresses().Select(a => a.ToString()));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(first.KeyFile));
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.GetDirectoryName(first.KeyFile)!));
        }
    }

    [Fact]
    public void It_is_renewed_before_it_expires()
    {
        var first = Get();
        Assert.Equal(first, Get(new LaterTime(TimeSpan.FromDays(300))));
        Assert.NotEqual(first, Get(new LaterTime(TimeSpan.FromDays(340))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA")]
    public void A_damaged_file_is_replaced(string content)
    {
        var first = Get();
        File.WriteAllText(first.CertificateFile, content);
        var second = Get();
        Assert.NotEqual(first, second);
        Assert.False(File.Exists(first.KeyFile));
        Assert.Equal(second, Get());
    }

    [Fact]
    public void A_missing_or_foreign_key_is_noticed()
    {
        var first = Get();
        File.Delete(first.KeyFile);
        var second = Get();
        Assert.NotEqual(first, second);
        var other = DcpCertificate.Get(Path.Combine(_root.FullName, "other"), Fallback, TimeProvider.System);
        File.Copy(other.KeyFile, second.KeyFile, overwrite: true);
        Assert.NotEqual(second, Get());
    }

    [Fact]
    public async Task Many_at_once_all_get_a_whole_one()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => Get())));
        Assert.All(made, m => X509Certificate2.CreateFromPemFile(m.CertificateFile, m.KeyFile).Dispose());
        Assert.DoesNotContain(Directory.GetDirectories(Cache), d => Path.GetFileName(d).StartsWith("new-", StringComparison.Ordinal));
    }

    [Fact]
    public void Where_the_cache_cannot_be_used_one_is_made_elsewhere()
    {
        File.WriteAllText(Cache, "in the way");
        var made = Get();
        Assert.StartsWith(Fallback, made.KeyFile);
        Assert.True(File.Exists(made.KeyFile));
    }

    private DcpCertificate Get(TimeProvider? time = null) => DcpCertificate.Get(Cache, Fallback, time ?? TimeProvider.System);

    private sealed class LaterTime(TimeSpan later) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + later;
    }
}
