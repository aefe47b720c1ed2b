using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Tests.Forms;

/// <summary>The Docker Engine of this machine, asked through its own program, and the images that the AppHost pins.</summary>
internal static partial class ContainerEngine
{
    private const int OldestClient = 25;

    private static readonly Lazy<Task<string?>> s_missing = new(LookAsync);

    /// <summary>Skips the test, with the reason, where backing services cannot run as containers.</summary>
    public static async Task RequireAsync()
    {
        var missing = await FindMissingAsync();
        Assert.SkipWhen(missing is not null, $"Backing services cannot run as containers here: {missing}");
    }

    /// <summary>Likewise, where an image is missing that is not one of the backing services'.</summary>
    /// <param name="image">Its name in ContainerImages.</param>
    public static async Task RequireAsync(string image)
    {
        await RequireAsync();
        var missing = await MissingImageAsync(image);
        Assert.SkipWhen(missing is not null, $"{image} cannot run as a container here: {missing}");
    }

    /// <summary>What keeps backing services from running as containers; null when nothing does.</summary>
    public static Task<string?> FindMissingAsync() => s_missing.Value;

    /// <summary>What <c>docker</c> prints, one item per line.</summary>
    public static async Task<string[]> LinesAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        return code == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {output}");
    }

    /// <summary>The containers, running or not, that have the data of a state folder.</summary>
    public static async Task<string[]> OfAsync(string state)
    {
        var found = new List<string>();
        foreach (var store in (string[])[ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage])
        {
            found.AddRange(await LinesAsync("ps", "--all", "--quiet", "--filter", $"volume={Path.Combine(state, "data", store)}"));
        }

        return [.. found];
    }

    private static async Task<string?> LookAsync()
    {
        try
        {
            var (code, output) = await RunAsync("version", "--format", "{{.Client.Version}}");
            if (code != 0)
            {
                return $"Docker does not answer: {output.Trim()}";
            }

            if (int.Parse(output.Split('.')[0], CultureInfo.InvariantCulture) < OldestClient)
            {
                return $"the docker client is version {output.Trim()}, and the Aspire engine refuses all before {OldestClient}. Install a newer one (package docker-cli).";
            }
        }
        catch (Win32Exception e)
        {
            return $"docker is not installed ({e.Message}).";
        }

        foreach (var name in (string[])["Postgres", "Redis", "Storage"])
        {
            if (await MissingImageAsync(name) is { } missing)
            {
                return missing;
            }
        }

        return null;
    }

    private static async Task<string?> MissingImageAsync(string name)
    {
        var source = await File.ReadAllTextAsync(Path.Combine(Projects.AppHost.ProjectPath, "ContainerImages.cs"));
        var image = Image().Matches(source).Single(match => match.Groups["name"].Value == name).Groups;
        var reference = $"{(image["registry"].Success ? image["registry"].Value : "docker.io")}/{image["image"].Value}:{image["tag"].Value}";
        return (await RunAsync("image", "inspect", reference)).Code == 0 ? null : $"the image {reference} is missing. Pull it, or build a stand-in: Tests/images/build.sh";
    }

    private static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var bound = new CancellationTokenSource(Wait.Bound);
        using var process = Process.Start(new ProcessStartInfo("docker", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output + await errors);
    }

    // public static readonly ContainerImage Storage = new("minio/minio", "RELEASE.2025-09-07T16-13-09Z", "quay.io");
    [GeneratedRegex("""ContainerImage (?<name>\w+) = new\("(?<image>[^"]+)", "(?<tag>[^"]+)"(, "(?<registry>[^"]+)")?\)""")]
    private static partial Regex Image();
}
