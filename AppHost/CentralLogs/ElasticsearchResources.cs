namespace Platform.AppHost.CentralLogs;

/// <summary>Elasticsearch as a container.</summary>
internal sealed class ElasticsearchContainerResource(string name, ParameterResource password) : ContainerResource(name), IElasticsearchServer
{
    public ParameterResource Password => password;
}

/// <summary>Elasticsearch as a process.</summary>
internal sealed class ElasticsearchProcessResource(string name, string command, string workingDirectory, ParameterResource password)
    : ExecutableResource(name, command, workingDirectory), IElasticsearchServer
{
    public ParameterResource Password => password;
}
