using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.ApplicationModel;

/// <summary>A connection string from the configuration.</summary>
internal sealed class ConnectionStringParameterResource : ParameterResource, IResourceWithConnectionString
{
    private readonly string? _environmentVariable;

    public ConnectionStringParameterResource(string name, Func<ParameterDefault?, string> callback, string? environmentVariable) : base(name, callback, secret: true)
    {
        IsConnectionString = true;
        _environmentVariable = environmentVariable;
        ConnectionStringExpression = ReferenceExpression.Create($"{this}");
    }

    public string? ConnectionStringEnvironmentVariable => _environmentVariable;

    public ReferenceExpression ConnectionStringExpression { get; }
}
