using Platform.Tools;

namespace Platform.AppHost.Monitoring;

/// <summary>A program of monitoring: nothing waits for it, and it is fetched when it is started for the first time.</summary>
/// <param name="Tools">The tools that it cannot do without.</param>
internal sealed record MonitoringProgram(IReadOnlyList<string> Tools) : IResourceAnnotation
{
    private static string ShareScript => Path.Combine(AppContext.BaseDirectory, "Processes", "with-share.sh");

    /// <summary>Adds a program that <see cref="MonitoringStarter"/> starts.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="tool">The tool that it comes with.</param>
    /// <param name="program">The program of the tool.</param>
    /// <param name="platform">The environment.</param>
    public static IResourceBuilder<ExecutableResource> Add(
        IDistributedApplicationBuilder builder, string name, string tool, string program, PlatformContext platform)
    {
        var resource = builder.AddExecutable(name, program, platform.State.Path)
            .WithAnnotation(new MonitoringProgram([tool]))
            .WithExplicitStart();
        return resource.OnBeforeResourceStarted(async (_, _, cancellationToken) =>
        {
            var tools = await new Toolbox().EnsureAsync([tool], ToolDisplay.Create(), cancellationToken);
            resource.WithCommand(tools.Path(program));
        });
    }

    /// <summary>Likewise, for a program that looks for its package's files under <c>/usr/share</c>.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="tool">The tool that it comes with.</param>
    /// <param name="pages">A tool with more such files, which it can do without.</param>
    /// <param name="platform">The environment.</param>
    public static IResourceBuilder<ExecutableResource> AddWithShare(
        IDistributedApplicationBuilder builder, string name, string tool, string? pages, PlatformContext platform)
    {
        string[] before = [];
        var resource = builder.AddExecutable(name, tool, platform.State.Path)
            .WithAnnotation(new MonitoringProgram([tool]))
            .WithExplicitStart()
            .WithArgs(context =>
            {
                foreach (var argument in before)
                {
                    context.Args.Add(argument);
                }
            });
        return resource.OnBeforeResourceStarted(async (_, _, cancellationToken) =>
        {
            var toolbox = new Toolbox();
            var tools = await toolbox.EnsureAsync([tool], ToolDisplay.Create(), cancellationToken);
            List<string> folders = [Share(tools, tool)];
            if (pages is not null && Directory.Exists(folders[0]) && await OptionalTool.FindAsync(pages, () => toolbox.EnsureAsync([pages], ToolDisplay.Create(), cancellationToken)) is { } found)
            {
                folders.Add(Share(found, pages));
            }

            // An installed program has its files where it looks for them.
            var program = tools.Path(tool);
            before = Directory.Exists(folders[0]) ? [ShareScript, string.Join(':', folders), program] : [];
            resource.WithCommand(before.Length > 0 ? "/bin/sh" : program);
        });
    }

    private static string Share(ToolSet tools, string tool) => Path.Combine(tools.FolderOf(tool), "usr", "share");
}
