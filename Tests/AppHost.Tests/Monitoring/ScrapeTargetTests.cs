using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.AppHost.Monitoring;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>Prometheus watches what is in the model.</summary>
public sealed class ScrapeTargetTests
{
    [Fact]
    public void A_new_service_is_watched_and_probed_without_having_to_say_so()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddProject<Projects.Api>("stock", options => options.ExcludeLaunchProfile = true).WithHttpEndpoint(port: 7001).WithHttpsEndpoint(port: 7002);
        builder.AddProject<Projects.Api>("clean-up", options => options.ExcludeLaunchProfile = true);
        builder.AddExecutable("worker", "worker", ".").WithHttpEndpoint(port: 7003);

        Assert.Equal(
            [
                ("127.0.0.1:7001", "__scheme__=http instance=127.0.0.1:7001 job=stock service=stock"),
                ("127.0.0.1:9115", "__metrics_path__=/probe __param_module=http __param_target=http://127.0.0.1:7001/health/ready instance=http://127.0.0.1:7001/health/ready job=probe service=stock"),
                ("127.0.0.1:9115", "__metrics_path__=/probe __param_module=https __param_target=https://localhost:7002/health/ready instance=https://localhost:7002/health/ready job=probe service=stock"),
            ],
            TargetsOf(builder, withProber: true));
    }

    [Fact]
    public void An_exporter_answers_about_something_else_and_has_no_users_to_probe_for()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddExecutable("redis-exporter", "redis_exporter", ".").WithHttpEndpoint(port: 7004).WithMetricsOf("redis");

        Assert.Equal([("127.0.0.1:7004", "__scheme__=http instance=127.0.0.1:7004 job=redis-exporter service=redis")], TargetsOf(builder, withProber: true));
    }

    [Fact]
    public void Nothing_is_probed_without_a_prober()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        builder.AddExecutable("storage", "ObjectStore", ".").WithHttpEndpoint(port: 7005).WithMetrics();

        Assert.Equal([("127.0.0.1:7005", "__scheme__=http instance=127.0.0.1:7005 job=storage service=storage")], TargetsOf(builder, withProber: false));
    }

    private static (string Address, string Labels)[] TargetsOf(IDistributedApplicationBuilder builder, bool withProber)
    {
        var prober = withProber ? builder.AddExecutable("prober", "blackbox_exporter", ".").WithHttpEndpoint(port: 9115).GetEndpoint("http") : null;
        foreach (var endpoint in builder.Resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", endpoint.Port!.Value);
        }

        return [.. ScrapeTarget.Of(builder.Resources, prober, ScrapeTarget.OnThisMachine).Select(target => (target.Address, string.Join(' ', target.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"))))];
    }
}
