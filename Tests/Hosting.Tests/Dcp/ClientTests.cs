using System.Net;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Tests.Dcp;

public sealed class ClientTests
{
    [Fact]
    public async Task Refusals_carry_the_reason_and_the_words_of_the_engine()
    {
        await using var session = await Engine.StartAsync();
        var missing = await Assert.ThrowsAsync<DcpApiException>(() => session.Client.GetAsync<Executable>("nobody"));
        Assert.True(missing.IsNotFound);
        Assert.Contains("\"nobody\" not found", missing.Message);

        var service = new Service { Metadata = { Name = "s" }, Spec = { Protocol = PortProtocol.Tcp, AddressAllocationMode = AddressAllocationMode.Localhost } };
        await session.Client.CreateAsync(service);
        var twice = await Assert.ThrowsAsync<DcpApiException>(() => session.Client.CreateAsync(service));
        Assert.True(twice.IsAlreadyExists);

        var invalid = await Assert.ThrowsAsync<DcpApiException>(() => session.Client.CreateAsync(new Executable { Metadata = { Name = "e" } }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.StatusCode);
        Assert.Contains("executablePath", invalid.Message);
        Assert.False(await session.Client.DeleteAsync<Service>("nobody"));
    }

    [Fact]
    public async Task Objects_are_changed_by_merge_patch_and_by_json_patch()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.CreateAsync(new Service { Metadata = { Name = "s" }, Spec = { Protocol = PortProtocol.Tcp } });

        var merged = await session.Client.PatchAsync<Service>("s", """{"metadata":{"annotations":{"a":"1"}}}""");
        Assert.Equal("1", merged.Metadata.Annotations!["a"]);
        var patched = await session.Client.JsonPatchAsync<Service>("s", """[{"op":"replace","path":"/metadata/annotations/a","value":"2"}]""");
        Assert.Equal("2", patched.Metadata.Annotations!["a"]);
    }

    [Fact]
    public async Task A_service_gets_an_endpoint_from_the_executable_that_produces_it()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.CreateAsync(new Service
        {
            Metadata = { Name = "web" },
            Spec = { Protocol = PortProtocol.Tcp, AddressAllocationMode = AddressAllocationMode.Localhost },
        });
        var executable = Engine.Script("e", "echo listening on $PORT; exec sleep 1000", new EnvVar { Name = "PORT", Value = "{{- portForServing \"web\" -}}" });
        executable.Metadata.Annotations = new()
        {
            [DcpAnnotations.ServiceProducer] = """[{"serviceName":"web","address":"127.0.0.1"}]""",
        };
        var running = await session.Client.RunAsync(executable);
        Service? ready = null;
        await foreach (var (_, service) in session.Client.WatchAsync<Service>(Engine.Bound()))
        {
            if (service.Status is { State: ServiceState.Ready })
            {
                ready = service;
                break;
            }
        }

        var endpoint = Assert.Single(await session.Client.ListAsync<Endpoint>());
        Assert.NotEqual(0, ready!.Status!.EffectivePort);
        Assert.Equal("web", endpoint.Spec.ServiceName);
        Assert.Equal(endpoint.Spec.Port.ToString(), running.Status!.EffectiveEnv!.Single(v => v.Name == "PORT").Value);
    }

    [Fact]
    public async Task Replicas_are_started_from_one_template()
    {
        await using var session = await Engine.StartAsync();
        await session.Client.CreateAsync(new ExecutableReplicaSet
        {
            Metadata = { Name = "set" },
            Spec = { Replicas = 2, Template = { Spec = Engine.Script("x", "exec sleep 1000").Spec } },
        });
        HashSet<string> running = [];
        await foreach (var (_, executable) in session.Client.WatchAsync<Executable>(Engine.Bound()))
        {
            if (executable.Status?.State == ExecutableState.Running && running.Add(executable.Metadata.Name) && running.Count == 2)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task Every_kind_is_known_to_the_engine()
    {
        await using var session = await Engine.StartAsync();
        Assert.Empty(await session.Client.ListAsync<ExecutableReplicaSet>());
        Assert.Empty(await session.Client.ListAsync<Container>());
        Assert.Empty(await session.Client.ListAsync<ContainerExec>());
        Assert.Empty(await session.Client.ListAsync<ContainerNetwork>());
        Assert.Empty(await session.Client.ListAsync<ContainerVolume>());
        Assert.Empty(await session.Client.ListAsync<ContainerNetworkTunnelProxy>());
        Assert.Empty(await session.Client.ListAsync<Endpoint>());
    }

    [Fact]
    public async Task An_engine_that_is_gone_is_reported_within_bounds()
    {
        await using var session = await Engine.StartAsync();
        var engine = EngineProcesses.Find(Path.Combine(session.Folder, "kubeconfig")).Engine;
        Assert.All(engine, p => ProcessTable.Kill(p.Pid));
        await Engine.UntilAsync(() => !engine.Any(p => ProcessTable.IsRunning(p.Pid)));

        var error = await Assert.ThrowsAsync<DcpException>(() => session.Client.ListAsync<Executable>(Engine.Bound()));
        Assert.Contains("did not answer", error.Message);
    }
}
