namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that others connect to with a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IExpressionValue, IValueWithReferences
{
    /// <summary>The connection string.</summary>
    ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The environment variable that carries it; <c>ConnectionStrings__name</c> when null.</summary>
    string? ConnectionStringEnvironmentVariable => null;

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

    IEnumerable<object> IValueWithReferences.References => [ConnectionStringExpression];

    /// <summary>The connection string; waits until it is known.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        Effective().GetValueAsync(cancellationToken);

    /// <summary>The connection string's parts by name (<c>Host</c>, <c>Port</c>, <c>Password</c>, <c>Uri</c>, ...).</summary>
    IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() => [];

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => GetConnectionStringAsync(cancellationToken);

    ValueTask<string?> IValueProvider.GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken) =>
        Effective().GetValueAsync(context, cancellationToken);

    private ReferenceExpression Effective() =>
        Annotations.OfType<ConnectionStringRedirectAnnotation>().LastOrDefault() is { } redirect
            ? redirect.Resource.ConnectionStringExpression
            : ConnectionStringExpression;
}
