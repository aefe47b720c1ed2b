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
    [InlineData(SystemKind.Windows, @"TMP=C:\Temp\;LOCALAPPDATA=D:\Data", @"C:\Temp", @"D:\Data")]
    [InlineData(SystemKind.Windows, @"TEMP=C:\T;USERPROFILE=C:\Users\nora", @"C:\T", @"C:\Users\nora\AppData\Local")]
    [InlineData(SystemKind.Windows, "", @"home\AppData\Local\Temp", @"home\AppData\Local")]
    [InlineData(SystemKind.MacOS, "TMPDIR=/var/folders/x/;HOME=/Users/nora;XDG_DATA_HOME=/data", "/var/folders/x", "/Users/nora/Library/Application Support")]
    [InlineData(SystemKind.MacOS, "", "/tmp", "home/Library/Application Support")]
    [InlineData(SystemKind.Linux, "TMPDIR=/scratch;HOME=/home/nora;XDG_DATA_HOME=/data/nora/", "/scratch", "/data/nora")]
    [InlineData(SystemKind.Linux, "HOME=/home/nora;XDG_DATA_HOME=data", "/tmp", "/home/nora/.local/share")]
    [InlineData(SystemKind.Linux, "", "/tmp", "home/.local/share")]
    public void Each_system_has_its_folders(object kind, string environment, string temp, string data)
    {
        var variables = environment.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(new SystemFolders(temp, data), SystemFolders.Of((SystemKind)kind, name => variables.GetValueOrDefault(name), "home"));
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
    [InlineData(@"..\secret")]
    [InlineData(@"C:\Windows\win.ini")]
    [InlineData("photo.png:hidden")]
    public void A_name_that_leads_out_is_refused(string name) =>
        Assert.Throws<ArgumentException>(() => ServicePaths.Inside(Path.Combine(Path.GetTempPath(), "media"), name));
}
