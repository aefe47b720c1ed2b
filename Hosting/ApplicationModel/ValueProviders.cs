namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something whose value is known once the application runs.</summary>
public interface IValueProvider
{
    /// <summary>The value; waits until it is known.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>The value as <see cref="ValueProviderContext.Caller"/> sees it (a container reaches the host by another name).</summary>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) =>
        GetValueAsync(cancellationToken);
}

/// <summary>Something that is written as an expression into published output.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression, such as <c>{postgres.bindings.tcp.port}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>A value at run time and an expression in published output.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>A value that is made of other resources or values.</summary>
public interface IValueWithReferences
{
    /// <summary>What the value is made of.</summary>
    IEnumerable<object> References { get; }
}

/// <summary>Who asks for a value, and from where.</summary>
public class ValueProviderContext
{
    /// <summary>The execution context.</summary>
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>The resource that will use the value.</summary>
    public IResource? Caller { get; init; }

    /// <summary>The network from which the value is used; that of <see cref="Caller"/> when not set.</summary>
    public NetworkIdentifier? Network { get; init; }
}
