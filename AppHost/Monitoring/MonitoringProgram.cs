using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>A program of monitoring: nothing waits for it, and it is fetched when it is started for the first time.</summary>
/// <param name="Tools">The tools that it cannot do without.</param>
internal sealed record MonitoringProgram(IReadOnlyList<string> Tools) : IResourceAnnotation
{
    // Where a program is, is known when it has been fetched; the official library wants to know a command before, and arguments then.
    private const string Launcher = "/usr/bin/env";

    private static string ShareScript => Path.Combine(AppContext.BaseDirectory, "Processes", "with-share.sh");

    /// <summary>Adds a program that <see cref="MonitoringStarter"/> starts.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="tool">The tool that it comes with.</param>
    /// <param name="program">The program of the tool.</param>
    /// <param name="platform">The environment.</param>
    public static IResourceBuilder<ExecutableResource> Add(
        IDistributedApplicationBuilder builder, string name, string tool, string program, PlatformContext platform) =>
        Add(builder, name, tool, program, platform, async cancellationToken =>
            [(await new Toolbox().EnsureAsync([tool], ToolDisplay.Create(), cancellationToken)).Path(program)]);

    /// <summary>Likewise, for a program that looks for its package's files under <c>/usr/share</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="tool">The tool, and its program.</param>
    /// <param name="pages">A tool with more such files, which it can do without.</param>
    /// <param name="platform">The environment.</param>
    public static IResourceBuilder<ExecutableResource> AddWithShare(
        IDistributedApplicationBuilder builder, string name, string tool, string? pages, PlatformContext platform) =>
        Add(builder, name, tool, tool, platform, async cancellationToken =>
        {
            var toolbox = new Toolbox();
            var tools = await toolbox.EnsureAsync([tool], ToolDisplay.Create(), cancellationToken);
            var program = tools.Path(tool);
            List<string> folders = [Share(tools, tool)];
            if (!Directory.Exists(folders[0]))
            {
                return [program]; // an installed program has its files where it looks for them
            }

            if (pages is not null && await OptionalTool.FindAsync(pages, () => toolbox.EnsureAsync([pages], ToolDisplay.Create(), cancellationToken)) is { } found)
            {
                folders.Add(Share(found, pages));
            }

            return ["/bin/sh", ShareScript, string.Join(':', folders), program];
        });

    private static IResourceBuilder<ExecutableResource> Add(
        IDistributedApplicationBuilder builder, string name, string tool, string program, PlatformContext platform, Func<CancellationToken, Task<string[]>> fetch)
    {
        if (platform.Options.Forms.GetValueOrDefault(name) is ServiceForm.Container)
        {
            throw new PlatformException($"{name} has no container form yet (Platform:Forms:{name}). Leave it out, or set Platform__Monitoring=false.");
        }

        string[] command = [];
        return builder.AddExecutable(name, OperatingSystem.IsWindows() ? program : Launcher, platform.State.Path)
            .WithAnnotation(new MonitoringProgram([tool]))
            .WithExplicitStart()
            .OnBeforeResourceStarted(async (_, _, cancellationToken) => command = await fetch(cancellationToken))
            .WithArgs(context =>
            {
                // On Windows programs are on PATH.
                foreach (var part in OperatingSystem.IsWindows() ? [] : command)
                {
                    context.Args.Add(part);
                }
            });
    }

    private static string Share(ToolSet tools, string tool) => Path.Combine(tools.FolderOf(tool), "usr", "share");
}
