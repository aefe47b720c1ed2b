using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Hosting.Orchestration;

namespace Platform.Hosting.Tests.ApplicationModel;

/// <summary>Applications that are only described, and what their resources would be started with.</summary>
internal static class Model
{
    public static IDistributedApplicationBuilder NewBuilder(params string[] args) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true, ProjectDirectory = AppContext.BaseDirectory });

    public static IResourceBuilder<ExecutableResource> AddProgram(this IDistributedApplicationBuilder builder, string name) =>
        builder.AddExecutable(name, "/bin/true", ".");

    public static async Task<IReadOnlyDictionary<string, string>> EnvironmentAsync<T>(this IResourceBuilder<T> builder) where T : IResource =>
        (await builder.ConfigurationAsync()).Environment;

    public static async Task<string[]> ArgumentsAsync<T>(this IResourceBuilder<T> builder) where T : IResource =>
        [.. (await builder.ConfigurationAsync()).Arguments.Select(a => a.Value)];

    public static Task<ExecutionConfiguration> ConfigurationAsync<T>(this IResourceBuilder<T> builder) where T : IResource =>
        ExecutionConfiguration.EvaluateAsync(builder.Resource, builder.ApplicationBuilder.ExecutionContext, _ => Task.CompletedTask, NullLogger.Instance, TestContext.Current.CancellationToken);

    public static ValueTask<string?> ValueAsync(this IValueProvider provider) => provider.GetValueAsync(TestContext.Current.CancellationToken);

    public static EndpointAnnotation Endpoint<T>(this IResourceBuilder<T> builder, string name) where T : IResource =>
        builder.Resource.Annotations.OfType<EndpointAnnotation>().Single(e => e.Name == name);

    public static IResourceBuilder<T> Allocate<T>(this IResourceBuilder<T> builder, string name, int port, string? target = null) where T : IResource
    {
        var endpoint = builder.Endpoint(name);
        endpoint.AllocatedEndpoint = new(endpoint, "localhost", port, target);
        return builder;
    }
}

/// <summary>A server with a connection string.</summary>
internal sealed class ServerResource(string name, string? connectionString = "Host=db") : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    public Dictionary<string, ReferenceExpression> ConnectionProperties { get; } = [];

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{new Text(connectionString)}");

    public IEnumerable<KeyValuePair<string, ReferenceExpression>> GetConnectionProperties() => ConnectionProperties;
}

/// <summary>A part of a server.</summary>
internal sealed class DatabaseResource(string name, IResource parent) : Resource(name), IResourceWithParent, IResourceWithConnectionString, IResourceWithWaitSupport
{
    public IResource Parent { get; } = parent;

    public ReferenceExpression ConnectionStringExpression { get; } = ReferenceExpression.Create($"Database={name}");
}

/// <summary>A resource with endpoints that nobody runs.</summary>
internal sealed class SiteResource(string name) : Resource(name), IResourceWithServiceDiscovery, IResourceWithEnvironment, IResourceWithWaitSupport
{
    public SiteResource WithEndpoint(string scheme, string endpoint, int port)
    {
        var annotation = new EndpointAnnotation(ProtocolType.Tcp, scheme, name: endpoint);
        annotation.AllocatedEndpoint = new(annotation, "localhost", port);
        Annotations.Add(annotation);
        return this;
    }
}

/// <summary>A value that is known at once, or missing.</summary>
internal sealed class Text(string? value) : IExpressionValue
{
    public string ValueExpression => "{text.value}";

    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(value);
}
