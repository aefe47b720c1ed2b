using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What an executable resource runs.</summary>
[DebuggerDisplay("Command = {Command,nq}, WorkingDirectory = {WorkingDirectory}")]
public sealed class ExecutableAnnotation : IResourceAnnotation
{
    /// <summary>A program: a path, or a name that is looked up on PATH.</summary>
    public required string Command { get; set; }

    /// <summary>The folder it runs in.</summary>
    public required string WorkingDirectory { get; set; }
}

/// <summary>A program that runs on this machine.</summary>
#pragma warning disable ASPIREPROBES001
[DebuggerDisplay("Type = {GetType().Name,nq}, Name = {Name}, Command = {Command}")]
public class ExecutableResource : Resource, IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport, IResourceWithProbes, IComputeResource
#pragma warning restore ASPIREPROBES001
{
    /// <param name="name">The resource's name.</param>
    /// <param name="command">A program: a path, or a name that is looked up on PATH.</param>
    /// <param name="workingDirectory">The folder it runs in.</param>
    public ExecutableResource(string name, string command, string workingDirectory) : base(name)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        ArgumentNullException.ThrowIfNull(workingDirectory);
        Annotations.Add(new ExecutableAnnotation { Command = command, WorkingDirectory = workingDirectory });
    }

    /// <summary>The program.</summary>
    public string Command => Annotation.Command;

    /// <summary>The folder it runs in.</summary>
    public string WorkingDirectory => Annotation.WorkingDirectory;

    private ExecutableAnnotation Annotation => Annotations.OfType<ExecutableAnnotation>().Last();
}
