using System.Diagnostics;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.AppHost;
using Platform.Hosting.Tests.Dcp;
using Platform.Tests.Forms;

namespace Platform.Hosting.Tests.Containers;

/// <summary>
/// The Docker Engine of this machine and a small image in it, made of the machine's own busybox, so that nothing is pulled.
/// Tests are skipped where there is none.
/// </summary>
internal static class Docker
{
    /// <summary>The image: busybox, and the C and OpenSSL libraries for the engine's tunnel. As a container it runs what it is told to.</summary>
    public const string Image = "platform-test-busybox:3";

    /// <summary>The argument for an application that is not to take Podman where Docker does not answer.</summary>
    public const string Only = "--DcpPublisher:ContainerRuntime=docker";

    // The tests run on Podman as well: ASPIRE_CONTAINER_RUNTIME=podman.
    private static readonly string s_program = Environment.GetEnvironmentVariable("ASPIRE_CONTAINER_RUNTIME") is { Length: > 0 } runtime ? runtime : "docker";

    private const int OldestClient = 25;

    private static readonly string[] s_programs = ["sh", "cat", "df", "echo", "dd", "env", "head", "hostname", "httpd", "id", "ls", "mkdir", "sleep", "stat", "wget"];

    private static readonly string[] s_libraries = ["/lib64/ld-linux-x86-64.so.2", "/lib/x86_64-linux-gnu/libc.so.6", "/lib/x86_64-linux-gnu/libcrypto.so.3", "/lib/ld-linux-aarch64.so.1", "/lib/aarch64-linux-gnu/libc.so.6", "/lib/aarch64-linux-gnu/libcrypto.so.3"];

    private static readonly Lazy<Task<string?>> s_missing = new(PrepareAsync);

    /// <summary>Skips the test, with the reason, where no container can run.</summary>
    public static async Task RequireAsync()
    {
        var missing = await s_missing.Value;
        Assert.SkipWhen(missing is not null, $"Containers cannot be tested here: {missing}");
    }

    /// <summary>Skips the test where no container can run, and where it is not Docker that runs them.</summary>
    public static async Task RequireDockerAsync()
    {
        await RequireAsync();
        Assert.SkipUnless(s_program is "docker", $"This is about Docker's daemon, and {s_program} runs the containers.");
    }

    /// <summary>Skips the test where an image is missing: <c>Tests/images/build.sh</c> makes a stand-in.</summary>
    public static async Task RequireImageAsync(ContainerImage image)
    {
        await RequireAsync();
        var reference = $"{image.Registry}/{image.Name}:{image.Tag}";
        Assert.SkipWhen((await RunAsync("image", "inspect", reference)).Code is not 0, $"There is no image '{reference}'. Tests/images/build.sh makes a stand-in.");
    }

    /// <summary>Skips the test where the engine can build no image.</summary>
    public static async Task RequireBuildsAsync()
    {
        await RequireAsync();
        Assert.SkipUnless(await CanBuildAsync(), "Images cannot be built here: docker has no buildx. Install it (package docker-buildx).");
    }

    /// <summary>
    /// Skips the test where no container can run, and sees that the engine has the image of its tunnel. What it builds that on is
    /// our image where it cannot be pulled; what it cannot build is put together here.
    /// </summary>
    public static async Task RequireTunnelAsync()
    {
        await RequireAsync();
        await new TunnelImage(RunAsync, Engine.Options.DcpPath).EnsureAsync(Image, await CanBuildAsync());
    }

    /// <summary>A container that runs a shell script.</summary>
    public static IResourceBuilder<ContainerResource> AddBox(this IDistributedApplicationBuilder builder, string name, string script) =>
        builder.AddContainer(name, Image).WithEntrypoint("/bin/sh").WithArgs("-c", script);

    /// <summary>Has a container that an integration describes run a shell script, in the small image.</summary>
    public static IResourceBuilder<T> AsBox<T>(this IResourceBuilder<T> container, string script) where T : ContainerResource => container
        .WithImage(Image.Split(':')[0], Image.Split(':')[1])
        .WithImageRegistry(null)
        .WithEntrypoint("/bin/sh")
        .WithArgs(context =>
        {
            context.Args.Clear();
#pragma warning disable ASPIRECONTAINERSHELLEXECUTION001
            foreach (var argument in container.Resource.ShellExecution is true ? [script] : new[] { "-c", script })
#pragma warning restore ASPIRECONTAINERSHELLEXECUTION001
            {
                context.Args.Add(argument);
            }
        });

    /// <summary>A container that runs until it is stopped.</summary>
    public static IResourceBuilder<ContainerResource> AddWaitingBox(this IDistributedApplicationBuilder builder, string name, string before = "echo started") =>
        builder.AddBox(name, $"trap 'exit 0' TERM; {before}; while :; do sleep 1000 & wait $!; done");

    /// <summary>A container with a web server on its port 8080, endpoint "http", that answers what <paramref name="says"/> prints.</summary>
    public static IResourceBuilder<ContainerResource> AddWebBox(this IDistributedApplicationBuilder builder, string name, string says) =>
        builder.AddWaitingBox(name, $"mkdir -p /www; {says} > /www/index.html; httpd -p 8080 -h /www; echo started").WithHttpEndpoint(targetPort: 8080);

    /// <summary>The name of the only network that a container, given by its name or id, is connected to.</summary>
    public static async Task<string> NetworkOfAsync(string container) =>
        Assert.Single(await LinesAsync("inspect", container, "--format", "{{range $name, $_ := .NetworkSettings.Networks}}{{println $name}}{{end}}"));

    /// <summary>What <c>docker</c> prints, one item per line.</summary>
    public static async Task<string[]> LinesAsync(params string[] arguments)
    {
        var (code, output) = await RunAsync(arguments);
        return code is 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : throw new InvalidOperationException($"docker {string.Join(' ', arguments)}: {output}");
    }

    public static async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(s_program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(Engine.Bound());
        var errors = await process.StandardError.ReadToEndAsync(Engine.Bound());
        await process.WaitForExitAsync(Engine.Bound());
        return (process.ExitCode, await output + errors);
    }

    private static IEnumerable<string> ProgramsNamed(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/bin").Select(folder => Path.Combine(folder, name)).Where(File.Exists);

    private static async Task<bool> CanBuildAsync() => s_program is not "docker" || (await RunAsync("buildx", "version")).Code is 0;

    /// <summary>Null when the image is there and runs, else what is missing.</summary>
    private static async Task<string?> PrepareAsync()
    {
        try
        {
            var (code, output) = await RunAsync("info");
            if (code is not 0)
            {
                return $"{s_program} does not answer: {output.Trim()}";
            }
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"{s_program} is not installed ({exception.Message}).";
        }

        var client = (await RunAsync("version", "--format", "{{.Client.Version}}")).Output.Trim();
        if (s_program is "docker" && int.TryParse(client.Split('.')[0], out var major) && major < OldestClient)
        {
            return $"the docker client is {client}, and the Aspire engine takes none before {OldestClient}.";
        }

        if ((await RunAsync("image", "inspect", Image)).Code is 0)
        {
            return null;
        }

        var busybox = ProgramsNamed("busybox").FirstOrDefault();
        if (busybox is null)
        {
            return "there is no busybox to make an image of. Install the package busybox-static.";
        }

        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var bin = folder.CreateSubdirectory("root/bin");
            folder.CreateSubdirectory("root/tmp");
            File.Copy(busybox, Path.Combine(bin.FullName, "busybox"));
            foreach (var program in s_programs)
            {
                File.CreateSymbolicLink(Path.Combine(bin.FullName, program), "busybox");
            }

            foreach (var library in s_libraries.Where(File.Exists))
            {
                var copy = Path.Combine(folder.FullName, "root", library[1..]);
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(library, copy);
            }

            var archive = Path.Combine(folder.FullName, "image.tar");
            await System.Formats.Tar.TarFile.CreateFromDirectoryAsync(Path.Combine(folder.FullName, "root"), archive, includeBaseDirectory: false);
            await LinesAsync("import", "--change", "ENV PATH=/bin", "--change", "CMD [\"/bin/sh\"]", archive, Image);
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var (exit, said) = await RunAsync("run", "--rm", Image, "id");
        if (exit is 0)
        {
            return null;
        }

        await RunAsync("image", "rm", Image);
        return $"busybox does not run in a container: {said.Trim()} It has to be the static one (package busybox-static).";
    }
}
