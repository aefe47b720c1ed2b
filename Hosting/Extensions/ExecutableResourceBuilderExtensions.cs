using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds programs of this machine.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <summary>Adds a program.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="command">The program: a path, or a name that is looked up on PATH.</param>
    /// <param name="workingDirectory">The folder it runs in; relative to the AppHost's folder.</param>
    /// <param name="args">Its arguments.</param>
    public static IResourceBuilder<ExecutableResource> AddExecutable(this IDistributedApplicationBuilder builder, [ResourceName] string name, string command, string workingDirectory, params string[]? args) =>
        builder.AddExecutable(name, command, workingDirectory, args is null ? null : [.. args.Cast<object>()]);

    /// <summary>Adds a program.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">Name of the resource.</param>
    /// <param name="command">The program: a path, or a name that is looked up on PATH.</param>
    /// <param name="workingDirectory">The folder it runs in; relative to the AppHost's folder.</param>
    /// <param name="args">Its arguments: texts and values that are known at start.</param>
    public static IResourceBuilder<ExecutableResource> AddExecutable(this IDistributedApplicationBuilder builder, [ResourceName] string name, string command, string workingDirectory, params object[]? args)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(workingDirectory);
        var executable = builder.AddResource(new ExecutableResource(name, command, FullPath(builder, workingDirectory)));
        return args is { Length: > 0 } ? executable.WithArgs(args) : executable;
    }

    /// <summary>Changes the program.</summary>
    public static IResourceBuilder<T> WithCommand<T>(this IResourceBuilder<T> builder, string command) where T : ExecutableResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(command);
        builder.Resource.Annotations.OfType<ExecutableAnnotation>().Last().Command = command;
        return builder;
    }

    /// <summary>Changes the folder that the program runs in.</summary>
    public static IResourceBuilder<T> WithWorkingDirectory<T>(this IResourceBuilder<T> builder, string workingDirectory) where T : ExecutableResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(workingDirectory);
        builder.Resource.Annotations.OfType<ExecutableAnnotation>().Last().WorkingDirectory = FullPath(builder.ApplicationBuilder, workingDirectory);
        return builder;
    }

    private static string FullPath(IDistributedApplicationBuilder builder, string folder) => Path.GetFullPath(folder, builder.AppHostDirectory);
}
