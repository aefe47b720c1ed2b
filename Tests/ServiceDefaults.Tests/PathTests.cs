using Platform.ServiceDefaults.Paths;

namespace Platform.ServiceDefaults.Tests;

public sealed class PathTests
{
    [Fact]
    public void Without_settings_the_folders_are_the_systems_own()
    {
        var paths = new ServicePaths(new PathSettings());

        Assert.StartsWith(Path.GetTempPath(), paths.Temp);
        Assert.StartsWith(paths.Temp, paths.Media);
        Assert.All([paths.Temp, paths.Media, paths.Data], folder => Assert.True(Path.IsPathFullyQualified(folder) && Directory.Exists(folder)));
    }

    [Theory]
    [InlineData("photo.png")]
    [InlineData("2026/photo.png")]
    [InlineData("..hidden")]
    public void A_name_stays_inside_its_folder(string name) =>
        Assert.StartsWith(Path.GetTempPath(), ServicePaths.Inside(Path.GetTempPath(), name));

    [Theory]
    [InlineData("../secret")]
    [InlineData("a/../../secret")]
    [InlineData("/etc/passwd")]
    public void A_name_that_leads_out_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => ServicePaths.Inside(Path.Combine(Path.GetTempPath(), "media"), name));
}
