using System.Text.Json;
using System.Text.RegularExpressions;
using Platform.Tools.Declarations;

namespace Platform.Tools.Tests;

public sealed partial class ManifestTests
{
    private readonly ToolManifest manifest = ToolManifest.Load();

    [Fact]
    public void Every_package_has_an_exact_version_and_every_hash_is_whole()
    {
        var packages = manifest.Tools.SelectMany(tool => tool.Sources).SelectMany(source => source.Packages).ToList();

        Assert.All(packages, package => Assert.Matches(@"^\d[\w.:+~-]*$", package.Version));
        Assert.All(packages, package => Assert.Matches(Hash(), package.Hash ?? "none"));
    }

    [Fact]
    public void On_64_bit_Linux_every_package_has_a_hash() =>
        Assert.All(
            manifest.Tools.SelectMany(tool => tool.SourcesFor("linux-x64")).SelectMany(source => source.Packages),
            package => Assert.NotNull(package.Hash));

    [Theory]
    [InlineData("linux-x64")]
    [InlineData("linux-arm64")]
    [InlineData("osx-arm64")]
    [InlineData("osx-x64")]
    [InlineData("win-x64")]
    public void Engine_PostgreSQL_and_Redis_are_declared_for_each_platform(string platform) =>
        Assert.All(
            [ToolNames.Engine, ToolNames.Postgres, ToolNames.Redis],
            name => Assert.NotEmpty(manifest.Find(name).SourcesFor(platform)));

    [Fact]
    public void A_misspelt_property_is_an_error()
    {
        using var json = JsonDocument.Parse(
            """{"tools":[{"name":"a","version":"1","description":"","sources":[{"cleint":"npm"}]}]}""");

        var error = Assert.Throws<JsonException>(() => ManifestReader.Read(json.RootElement));

        Assert.Equal("tools.json: a source has no property called 'cleint'", error.Message);
    }

    [GeneratedRegex("^(sha512-[A-Za-z0-9+/]{86}==|sha256-[0-9a-f]{64}|none)$")]
    private static partial Regex Hash();
}
