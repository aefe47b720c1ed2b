using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Tests.Forms;

/// <summary>
/// The container engine of this machine, asked through its own program, and the images that the AppHost pins. It is Docker, or what
/// <c>ASPIRE_CONTAINER_RUNTIME</c> says, which the AppHost obeys as well.
/// </summary>
internal static partial class ContainerEngine
{
    // Of Docker; the Aspire engine refuses all before it.
    private const int OldestClient = 25;

    private static readonly string s_program = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } runtime ? runtime : "docker";

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

    /// <summary>Skips the test where it is not Docker that runs the containers.</summary>
    /// <param name="why">What only Docker does.</param>
    public static async Task RequireDockerAsync(string why)
    {
        await RequireAsync();
        Assert.SkipUnless(s_program is "docker", $"{why}, and {s_program} runs the containers.");
    }

    /// <summary>Skips the test where containers cannot run, and sees that they can reach programs of this machine.</summary>
    public static async Task RequireTunnelAsync()
    {
        await RequireAsync();
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>();
        var canBuild = s_program is not "docker" || (await RunAsync("buildx", "version")).Code is 0;
        await new TunnelImage(RunAsync, builder.Configuration["DcpPublisher:CliPath"]!).EnsureAsync(await ReferenceAsync("Redis"), canBuild);
    }

    /// <summary>What the engine's program prints, one item per line.</summary>
    public static async Task<string[]> LinesAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        return code == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"{s_program} {string.Join(' ', arguments)}: {output}");
    }

    /// <summary>The running container that has the data of a store.</summary>
    public static async Task<string?> RunningAsync(string state, string store) =>
        (await LinesAsync("ps", "--quiet", "--no-trunc", "--filter", $"volume={Path.Combine(state, "data", store)}")).SingleOrDefault();

    /// <summary>The full reference of an image, such as <c>quay.io/minio/minio:RELEASE.2025-09-07T16-13-09Z</c>.</summary>
    /// <param name="name">Its name in ContainerImages.</param>
    /// <param name="registry">The registry in place of its own.</param>
    public static async Task<string> ReferenceAsync(string name, string? registry = null)
    {
        var source = await File.ReadAllTextAsync(Path.Combine(Projects.AppHost.ProjectPath, "ContainerImages.cs"));
        var image = Image().Matches(source).Single(match => match.Groups["name"].Value == name).Groups;
        return $"{registry ?? (image["registry"].Success ? image["registry"].Value : "docker.io")}/{image["image"].Value}:{image["tag"].Value}";
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

    /// <summary>Runs the engine's program.</summary>
    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var bound = new CancellationTokenSource(Wait.Bound);
        using var process = Process.Start(new ProcessStartInfo(s_program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(bound.Token);
        var errors = process.StandardError.ReadToEndAsync(bound.Token);
        await process.WaitForExitAsync(bound.Token);
        return (process.ExitCode, await output + await errors);
    }

    private static async Task<string?> LookAsync()
    {
        try
        {
            var (code, output) = await RunAsync("version", "--format", "{{.Client.Version}}");
            if (code != 0)
            {
                return $"{s_program} does not answer: {output.Trim()}";
            }

            if (s_program == "docker" && int.Parse(output.Split('.')[0], CultureInfo.InvariantCulture) < OldestClient)
            {
                return $"the docker client is version {output.Trim()}, and the Aspire engine refuses all before {OldestClient}. Install a newer one (package docker-cli).";
            }
        }
        catch (Win32Exception e)
        {
            return $"{s_program} is not installed ({e.Message}).";
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
        var reference = await ReferenceAsync(name);
        return (await RunAsync("image", "inspect", reference)).Code == 0 ? null : $"the image {reference} is missing. Pull it, or build a stand-in: Tests/images/build.sh";
    }

    // public static readonly ContainerImage Storage = new("minio/minio", "RELEASE.2025-09-07T16-13-09Z", "quay.io");
    [GeneratedRegex("""ContainerImage (?<name>\w+) = new\("(?<image>[^"]+)", "(?<tag>[^"]+)"(, "(?<registry>[^"]+)")?\)""")]
    private static partial Regex Image();
}
