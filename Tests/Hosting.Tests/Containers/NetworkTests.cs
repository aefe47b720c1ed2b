using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Tests.Dcp;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Containers;

public class NetworkTests
{
    [Fact]
    public async Task Containers_reach_each_other_by_name_and_a_reference_is_read_as_its_reader_sees_it()
    {
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var web = builder.AddWebBox("web", "echo hello").WithContainerNetworkAlias("further").WithHttpHealthCheck("/");
            var url = web.GetEndpoint("http");
            builder.AddBox("reader", "echo \"$URL\"; for u in $URL http://web:8080 http://further:8080; do wget -qO- $u; done").WithEnvironment("URL", url).WaitFor(web);
            builder.AddScript("script", "echo \"$URL\"").WithEnvironment("URL", ReferenceExpression.Create($"{url.Property(EndpointProperty.Host)}:{url.Property(EndpointProperty.Port)}")).WaitFor(web);
        });

        var lines = await application.LogUntilAsync("script", l => l.StartsWith("localhost:", StringComparison.Ordinal));
        Assert.Contains($"localhost:{application.Endpoint("web").Port}", lines);
        await application.UntilAsync("reader", KnownResourceStates.Exited);
        lines = await application.LogUntilAsync("reader", l => l == "hello");
        Assert.Contains("http://web.dev.internal:8080", lines);
        Assert.Equal(0, (await application.UntilAsync("reader", KnownResourceStates.Exited)).Snapshot.ExitCode);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_container_calls_a_program_of_this_machine_that_listens_on_the_loopback_address_only(bool isProxied)
    {
        await Docker.RequireTunnelAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            var web = builder.AddWeb("web", isProxied).WithHttpHealthCheck("/health");
            builder.AddBox("caller", "echo \"calling $URL\"; echo \"answer $(wget -qO- $URL)\"").WithEnvironment("URL", web.GetEndpoint("http")).WaitFor(web);
        });

        await application.UntilHealthyAsync("web");
        await application.UntilAsync("caller", KnownResourceStates.Exited);
        var lines = await application.LogUntilAsync("caller", l => l.StartsWith("answer ", StringComparison.Ordinal));

        Assert.Contains(lines, l => l.StartsWith("calling http://aspire.dev.internal:", StringComparison.Ordinal));
        Assert.Equal($"answer {application.Pids("web").Single()}", lines[^1]);
        Assert.DoesNotContain(System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners(), l => l.Port == application.Endpoint("web").Port && !System.Net.IPAddress.IsLoopback(l.Address));
    }

    [Fact]
    public async Task A_url_of_this_machine_leads_a_container_through_the_tunnel()
    {
        await Docker.RequireTunnelAsync();
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var port = ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
        var answering = AnswerAsync(listener);
        await using var application = await EngineApplication.StartAsync(builder => builder
            .AddBox("caller", "echo \"answers $(wget -qO- $URL) $(wget -qO- $OTHER)\"")
            .WithEnvironment(context =>
            {
                context.EnvironmentVariables["URL"] = new HostUrl($"http://localhost:{port}/one");
                context.EnvironmentVariables["OTHER"] = ReferenceExpression.Create($"{new HostUrl($"http://127.0.0.1:{port}/two")}");
            }));

        await application.LogUntilAsync("caller", l => l == "answers /one /two");
        await answering;
    }

    /// <summary>Answers two requests with the paths that they ask for.</summary>
    private static async Task AnswerAsync(TcpListener listener)
    {
        for (var request = 1; request <= 2; request++)
        {
            using var client = await listener.AcceptTcpClientAsync(Engine.Bound());
            using var reader = new StreamReader(client.GetStream());
            var path = (await reader.ReadLineAsync(Engine.Bound()))!.Split(' ')[1];
            while (await reader.ReadLineAsync(Engine.Bound()) is { Length: > 0 })
            {
                // the headers
            }

            await client.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes($"HTTP/1.0 200 OK\r\n\r\n{path}"), Engine.Bound());
        }
    }
}
