namespace Aspire.Hosting;

/// <summary>What the application is being used for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>It runs on this machine.</summary>
    Run = 0,

    /// <summary>Deployment files are written from it.</summary>
    Publish = 1,
}

/// <summary>How a <see cref="DistributedApplicationExecutionContext"/> is made.</summary>
public class DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation, string publisherName)
{
    /// <summary>Without a publisher.</summary>
    public DistributedApplicationExecutionContextOptions(DistributedApplicationOperation operation) : this(operation, "manifest")
    {
    }

    /// <summary>What the application is used for.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>The publisher, in publish mode.</summary>
    public string? PublisherName { get; } = publisherName;

    /// <summary>The application's services, once it is built.</summary>
    public IServiceProvider? Services { get; set; }
}

/// <summary>Tells whether the application runs or is published.</summary>
public class DistributedApplicationExecutionContext
{
    private readonly DistributedApplicationExecutionContextOptions _options;

    /// <summary>From options.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationExecutionContextOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        PublisherName = options.PublisherName ?? "manifest";
    }

    /// <summary>For an operation.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
        : this(new DistributedApplicationExecutionContextOptions(operation))
    {
    }

    /// <summary>For an operation with a publisher.</summary>
    public DistributedApplicationExecutionContext(DistributedApplicationOperation operation, string publisherName)
        : this(new DistributedApplicationExecutionContextOptions(operation, publisherName))
    {
    }

    /// <summary>The operation.</summary>
    public DistributedApplicationOperation Operation => _options.Operation;

    /// <summary>The publisher's name.</summary>
    public string PublisherName { get; set; }

    /// <summary>Whether deployment files are written.</summary>
    public bool IsPublishMode => Operation is DistributedApplicationOperation.Publish;

    /// <summary>Whether the application runs here.</summary>
    public bool IsRunMode => Operation is DistributedApplicationOperation.Run;

    /// <summary>The application's services.</summary>
    /// <exception cref="InvalidOperationException">The application has not been built yet.</exception>
    public IServiceProvider Services => _options.Services
        ?? throw new InvalidOperationException("The service provider exists only after the application has been built: read it from a callback that runs at start.");
}
