using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Dashboard.Grpc;

namespace Platform.Hosting.Tests.Dashboard;

/// <summary>An application's resource service on a port of its own, and a client with its key.</summary>
internal sealed class ResourceServer : IAsyncDisposable
{
    public const string Service = "/aspire.v1.DashboardService/";
    private readonly GrpcServer _server;

    public ResourceServer()
    {
        var service = new DashboardService("Shop", App.Notifications, App.Loggers, App.Commands, App.Interactions);
        _server = new(new(IPAddress.Loopback, 0), service.Methods, "x-resource-service-api-key", "the-key", NullLoggerFactory.Instance);
        Client = new(_server.EndPoint, "the-key");
    }

    public TestApplication App { get; } = new();

    public GrpcClient Client { get; }

    public IPEndPoint EndPoint => _server.EndPoint;

    public ValueTask StopAsync() => _server.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _server.DisposeAsync();
        await App.DisposeAsync();
    }
}
