using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.ApplicationModel;

/// <summary>A connection string from the configuration.</summary>
internal sealed class ConnectionStringParameterResource(ParameterResource parameter, string? environmentVariable) : Resource(parameter.Name), IResourceWithConnectionString, IResourceWithoutLifetime
{
    public string? ConnectionStringEnvironmentVariable => environmentVariable;

    public ReferenceExpression ConnectionStringExpression { get; } = ReferenceExpression.Create($"{parameter}");
}
