using System.Reflection;
using Platform.AppHost;

namespace Platform.Hosting.Tests.Integrations;

public class ImageTests
{
    private static readonly string[] s_code = ["AppHost", "Hosting", "Hosting.Integrations", "Tests/Hosting.Tests", "Tests/AppHost.Tests", "Tests/Platform.Tests"];

    private static IEnumerable<ContainerImage> Images =>
        typeof(ContainerImages).GetFields(BindingFlags.Public | BindingFlags.Static).Select(pinned => pinned.GetValue(null)).OfType<ContainerImage>();

    [Fact]
    public void Every_image_is_pinned_to_a_version() =>
        Assert.All(Images, image => Assert.Matches("[0-9]", image.Tag));

    [Fact]
    public void Images_are_pinned_in_one_file()
    {
        var root = RepositoryRoot();
        string[] pinned = [.. Images.SelectMany(image => new[] { $"\"{image.Tag}\"", $"{image.Name}:{image.Tag}", $"\"{image.Name}\", \"" })];

        var elsewhere = s_code
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => Path.GetFileName(file) is not "ContainerImages.cs" && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file).Select((line, index) => (Line: line.Trim(), Where: $"{Path.GetRelativePath(root, file)}:{index + 1}")))
            .Where(found => !found.Line.StartsWith("//", StringComparison.Ordinal) && pinned.Any(text => found.Line.Contains(text, StringComparison.Ordinal)))
            .Select(found => $"{found.Where}: {found.Line}");

        Assert.Empty(elsewhere);
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds Platform.sln.");
        }

        return folder.FullName;
    }
}
