namespace Aspire.Hosting.ApplicationModel;

/// <summary>A Redis server in a container.</summary>
public class RedisResource(string name) : ContainerResource(name), IResourceWithConnectionString
{
    internal const string PrimaryEndpointName = "tcp";

    private EndpointReference? _primaryEndpoint;

    /// <param name="name">The resource's name.</param>
    /// <param name="password">The password.</param>
    public RedisResource(string name, ParameterResource password) : this(name)
    {
        PasswordParameter = password;
#pragma warning disable ASPIRECONTAINERSHELLEXECUTION001
        ShellExecution = true; // the shell puts the password into the command line
#pragma warning restore ASPIRECONTAINERSHELLEXECUTION001
    }

    /// <summary>Where the server answers.</summary>
    public EndpointReference PrimaryEndpoint => _primaryEndpoint ??= new(this, PrimaryEndpointName);

    /// <summary>Host of <see cref="PrimaryEndpoint"/>.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>Port of <see cref="PrimaryEndpoint"/>.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>The password; null when there is none.</summary>
    public ParameterResource? PasswordParameter { get; private set; }

    /// <summary>Whether the server speaks TLS.</summary>
    public bool TlsEnabled => PrimaryEndpoint.TlsEnabled;

    /// <summary><c>host:port,password=...</c>, with <c>,ssl=true</c> where the server speaks TLS.</summary>
    public ReferenceExpression ConnectionStringExpression
    {
        get
        {
            if (this.TryGetLastAnnotation<ConnectionStringRedirectAnnotation>(out var redirect))
            {
                return redirect.Resource.ConnectionStringExpression;
            }

            var text = new ReferenceExpressionBuilder();
            text.Append($"{PrimaryEndpoint.Property(EndpointProperty.HostAndPort)}");
            if (PasswordParameter is { } password)
            {
                text.Append($",password={password}");
            }

            text.Append($"{PrimaryEndpoint.GetTlsValue(ReferenceExpression.Create($",ssl=true"), ReferenceExpression.Empty)}");
            return text.Build();
        }
    }

    /// <summary><c>redis://:password@host:port</c></summary>
    public ReferenceExpression UriExpression
    {
        get
        {
            var uri = new ReferenceExpressionBuilder();
            uri.Append($"{PrimaryEndpoint.Property(EndpointProperty.Scheme)}://");
            if (PasswordParameter is { } password)
            {
                uri.Append($":{password:uri}@");
            }

            uri.Append($"{Host}:{Port}");
            return uri.Build();
        }
    }

    /// <summary>The connection string; waits until it is known.</summary>
    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        if (PasswordParameter is { } password)
        {
            yield return new("Password", ReferenceExpression.Create($"{password}"));
        }

        yield return new("Uri", UriExpression);
    }

    internal void SetPassword(ParameterResource? password) => PasswordParameter = password;
}
