using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds command-line arguments when the resource starts.</summary>
public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback) : IResourceAnnotation
{
    /// <summary>With a synchronous callback on the list of arguments.</summary>
    public CommandLineArgsCallbackAnnotation(Action<IList<object>> callback) : this(context =>
    {
        callback(context.Args);
        return Task.CompletedTask;
    })
    {
    }

    /// <summary>The callback.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback ?? throw new ArgumentNullException(nameof(callback));
}

/// <summary>What an arguments callback works on.</summary>
public sealed class CommandLineArgsCallbackContext(IList<object> args, IResource resource, CancellationToken cancellationToken = default)
{
    private readonly IResource? _resource = resource;

    /// <summary>Without a resource.</summary>
    public CommandLineArgsCallbackContext(IList<object> args, CancellationToken cancellationToken = default) : this(args, null!, cancellationToken)
    {
    }

    /// <summary>The arguments so far: texts and value providers.</summary>
    public IList<object> Args { get; } = args ?? throw new ArgumentNullException(nameof(args));

    /// <summary>The resource.</summary>
    public IResource Resource => _resource ?? throw new InvalidOperationException("This callback context was made without a resource.");

    /// <summary>Cancelled when the application stops.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>The execution context.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; init; } = new(DistributedApplicationOperation.Run);

    /// <summary>The resource's log.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
