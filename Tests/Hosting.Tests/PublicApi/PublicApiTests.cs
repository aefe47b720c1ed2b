using System.Reflection;

namespace Platform.Hosting.Tests.PublicApi;

/// <summary>
/// The public surface changes on purpose only: the listings in the api folders are part of a review.
/// <c>PLATFORM_UPDATE_API=1 dotnet test Tests/Hosting.Tests</c> writes them anew.
/// </summary>
public class PublicApiTests
{
    private const string UpdateVariable = "PLATFORM_UPDATE_API";

    [Theory]
    [InlineData("Platform.Hosting", "Hosting/api/Platform.Hosting.txt")]
    [InlineData("Platform.Hosting.Integrations", "Hosting.Integrations/api/Platform.Hosting.Integrations.txt")]
    [InlineData("Platform.Hosting.Testing", "Hosting.Testing/api/Platform.Hosting.Testing.txt")]
    public void The_public_surface_is_the_listed_one(string assembly, string listing)
    {
        var path = Path.Combine(RepositoryRoot(), listing);
        var actual = ApiListing.Of(Assembly.Load(assembly));
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
        {
            File.WriteAllText(path, string.Concat(actual.Select(line => line + "\n")));
        }

        var listed = File.ReadAllLines(path);

        Assert.True(
            actual.SequenceEqual(listed, StringComparer.Ordinal),
            $"The public surface of {assembly} is not what {listing} says:\n{Difference(listed, actual)}\n"
            + $"If that is intended, run the tests once with {UpdateVariable}=1 and commit the listing.");
    }

    private static string Difference(IEnumerable<string> listed, IEnumerable<string> actual)
    {
        var before = listed.ToHashSet(StringComparer.Ordinal);
        var after = actual.ToHashSet(StringComparer.Ordinal);
        return string.Join("\n", after.Except(before).Select(line => "+ " + line).Concat(before.Except(after).Select(line => "- " + line)));
    }

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No folder above '{AppContext.BaseDirectory}' holds Platform.sln.");
    }
}
