using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.AppHost.CentralLogs;
using Platform.AppHost.Containers;
using Platform.AppHost.Faults;
using Platform.AppHost.Ports;
using Platform.AppHost.State;
using Platform.AppHost.Tests.Monitoring;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Tests.CentralLogs;

/// <summary>How the containers are put together whose images are not to be had on every machine.</summary>
public sealed partial class CentralLogsModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Logstash_reads_pipelines_from_a_folder_with_nothing_else_and_finds_its_script_and_the_log_files()
    {
        var builder = await ComposeAsync((ResourceNames.Logstash, ServiceForm.Container));
        var logstash = builder.Resources.OfType<ContainerResource>().Single(resource => resource.Name == ResourceNames.Logstash);
        var mounts = logstash.Annotations.OfType<ContainerMountAnnotation>().ToDictionary(mount => mount.Target);

        // It parses whatever lies there.
        var pipelines = Directory.GetFileSystemEntries(mounts["/usr/share/logstash/pipeline"].Source!);
        Assert.All(pipelines, file => Assert.EndsWith(".conf", file, StringComparison.Ordinal));
        var pipeline = File.ReadAllText(Assert.Single(pipelines));
        var script = ScriptPath().Match(pipeline).Groups[1].Value;
        Assert.True(File.Exists(Path.Combine(mounts[Path.GetDirectoryName(script)!].Source!, Path.GetFileName(script))), script);
        Assert.All(InputPath().Matches(pipeline), path => Assert.True(mounts[path.Groups[1].Value] is { IsReadOnly: true }, path.Value));
        var positions = PositionsPath().Match(pipeline).Groups[1].Value;
        Assert.False(mounts[Path.GetDirectoryName(positions)!].IsReadOnly);

        var environment = await EnvironmentAsync(logstash);
        Assert.All(Variable().Matches(pipeline), variable => Assert.Contains(variable.Groups[1].Value, environment.Keys));
        Assert.Equal("1", environment["PIPELINE_WORKERS"]);
        Assert.Equal("persisted", environment["QUEUE_TYPE"]);
        Assert.Equal("{elasticsearch.bindings.http.url}", environment["ELASTICSEARCH_URL"]);
        Assert.Equal("{logstash-password.value}", environment["ELASTICSEARCH_PASSWORD"]);

        // In the place of the shipper, not beside it.
        Assert.DoesNotContain(builder.Resources, resource => resource.Name == ResourceNames.LogShipper);
    }

    [Fact]
    public async Task Kibana_as_a_container_comes_to_Elasticsearch_as_its_own_user_and_is_set_up_once_it_is_ready()
    {
        var builder = await ComposeAsync();
        var kibana = builder.Resources.OfType<ContainerResource>().Single(resource => resource.Name == ResourceNames.Kibana);
        var environment = await EnvironmentAsync(kibana);
        var setup = builder.Resources.OfType<ExecutableResource>().Single(resource => resource.Name == ResourceNames.KibanaSetup);
        var setupEnvironment = await EnvironmentAsync(setup);
        var logSetup = await EnvironmentAsync((IResourceWithEnvironment)builder.Resources.Single(resource => resource.Name == ResourceNames.LogSetup));

        Assert.Equal(
            ("{elasticsearch.bindings.http.url}", "kibana_system", "{kibana-system-password.value}", "{kibana-objects-password.value}"),
            (environment["ELASTICSEARCH_HOSTS"], environment["ELASTICSEARCH_USERNAME"], environment["ELASTICSEARCH_PASSWORD"], environment["XPACK_ENCRYPTEDSAVEDOBJECTS_ENCRYPTIONKEY"]));
        Assert.Equal(environment["ELASTICSEARCH_PASSWORD"], logSetup["Setup__KibanaPassword"]);
        Assert.Equal(5601, Assert.Single(kibana.Annotations.OfType<EndpointAnnotation>()).TargetPort);
        Assert.Equal(
            ("{kibana.bindings.http.url}", "elastic", "{elasticsearch-password.value}", Configuration.PathOf("AppHost", "config", "kibana")),
            (setupEnvironment["Kibana__Url"], setupEnvironment["Kibana__User"], setupEnvironment["Kibana__Password"], setupEnvironment["Kibana__Folder"]));
        Assert.Equal((ResourceNames.Kibana, WaitType.WaitUntilHealthy), Waits(setup));
        Assert.Equal((ResourceNames.LogSetup, WaitType.WaitForCompletion), Waits(kibana));
        Assert.Contains(builder.Resources, resource => resource.Name == ResourceNames.LogShipper);
    }

    private static (string Name, WaitType Type) Waits(IResource resource) =>
        resource.Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType)).Single();

    // As it would be published: with the expressions in the place of values that only a run has.
    private static async Task<Dictionary<string, string>> EnvironmentAsync(IResourceWithEnvironment resource)
    {
        var context = new EnvironmentCallbackContext(new(DistributedApplicationOperation.Publish), resource);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        return context.EnvironmentVariables.ToDictionary(variable => variable.Key, variable => variable.Value is IManifestExpressionProvider expression ? expression.ValueExpression : $"{variable.Value}");
    }

    private async Task<IDistributedApplicationBuilder> ComposeAsync(params (string Name, ServiceForm Form)[] forms)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = [], ProjectDirectory = Configuration.PathOf("AppHost") });
        var options = new PlatformOptions(
            null,
            new Dictionary<string, ServiceForm>(forms.Select(form => KeyValuePair.Create(form.Name, form.Form)), StringComparer.OrdinalIgnoreCase) { [ResourceNames.Elasticsearch] = ServiceForm.Container },
            new Dictionary<string, int>(),
            null,
            StartReportDetail.Summary);
        var state = StateFolder.At(_folder.File(".platform"));
        using var ports = new PortAssignments(state, options, []);
        builder.AddCentralLogs(new PlatformContext(
            IsTest: false,
            options,
            state,
            ports,
            new FaultRelays(ports, isEnabled: false),
            new Secrets(state),
            new FormChoices(state.Path, options),
            ContainerEngine.Known("""{"containers":{"runtime":"docker","installed":true,"running":true}}"""),
            await new Toolbox().EnsureAsync([])));
        return builder;
    }

    // path => "/usr/share/logstash/scripts/clef.rb"
    [GeneratedRegex("""path => "([^"]+\.rb)"\s""")]
    private static partial Regex ScriptPath();

    // path => ["/logs/*.clef*", "/logs/*.log*"]
    [GeneratedRegex("""[\["](/[^"*]+)/\*\.""")]
    private static partial Regex InputPath();

    [GeneratedRegex("""sincedb_path => "([^"]+)"\s""")]
    private static partial Regex PositionsPath();

    // ${ELASTICSEARCH_URL}
    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Variable();
}
