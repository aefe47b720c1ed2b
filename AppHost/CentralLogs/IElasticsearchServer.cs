namespace Platform.AppHost.CentralLogs;

/// <summary>An Elasticsearch of one node, with security on and without TLS, at loopback only.</summary>
internal interface IElasticsearchServer : IResourceWithConnectionString, IResourceWithEndpoints, IResourceWithEnvironment, IResourceWithWaitSupport
{
    const string EndpointName = "http";

    /// <summary>Its administrator.</summary>
    const string Administrator = "elastic";

    /// <summary>The administrator's password.</summary>
    ParameterResource Password { get; }

    /// <summary><c>http://127.0.0.1:9200</c></summary>
    ReferenceExpression Url => ReferenceExpression.Create($"{new EndpointReference(this, EndpointName).Property(EndpointProperty.Url)}");

    /// <summary><c>Endpoint=http://127.0.0.1:9200;Username=elastic;Password=...</c></summary>
    ReferenceExpression IResourceWithConnectionString.ConnectionStringExpression =>
        ReferenceExpression.Create($"Endpoint={Url};Username={Administrator};Password={Password}");
}
