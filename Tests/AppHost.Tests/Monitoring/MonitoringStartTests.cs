using System.Net.Sockets;
using System.Text;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Monitoring;
using Platform.Tests;
using Platform.Tools;

namespace Platform.AppHost.Tests.Monitoring;

/// <summary>What starts by itself when everything required is there, and what keeps on working.</summary>
public sealed class MonitoringStartTests
{
    private static readonly string[] s_missing = ["prometheus"];

    [Fact]
    public async Task A_tool_that_cannot_be_had_keeps_nothing_else_from_starting()
    {
        var builder = await SmallApplication.CreateBuilderAsync();
        builder.AddExecutable("missing", "sleep", ".", "600").WithAnnotation(new MonitoringProgram(s_missing)).WithExplicitStart();
        builder.AddExecutable("other", "sleep", ".", "600").WithAnnotation(new MonitoringProgram(["alertmanager"])).WithExplicitStart();
        builder.AddExecutable("ours", "sleep", ".", "600").WithAnnotation(new MonitoringProgram([])).WithExplicitStart();
        builder.Services.AddHostedService(services => new MonitoringStarter(
            services.GetRequiredService<DistributedApplicationModel>(),
            services.GetRequiredService<ResourceNotificationService>(),
            services.GetRequiredService<ResourceCommandService>(),
            services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>())
        {
            EnsureAsync = (tools, _) => tools.SequenceEqual(s_missing) ? throw new ToolException("prometheus cannot be fetched: there is no network.") : Task.CompletedTask,
        });

        await using var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        foreach (var (name, state) in new[] { ("ours", KnownResourceStates.Running), ("other", KnownResourceStates.Running), ("missing", KnownResourceStates.FailedToStart) })
        {
            await app.ResourceNotifications.WaitForResourceAsync(name, state, TestContext.Current.CancellationToken).WaitAsync(Wait.Bound, TestContext.Current.CancellationToken);
        }

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_message_that_is_broken_off_keeps_no_other_from_being_heard()
    {
        var builder = await SmallApplication.CreateBuilderAsync();
        using var free = new TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        var port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        var chat = new ChatResource("chat", $"http://127.0.0.1:{port}", new Pulse(TimeSpan.FromMinutes(3), TimeProvider.System));
        builder.AddResource(chat).WithInitialState(new CustomResourceSnapshot { ResourceType = "Chat", Properties = [], State = KnownResourceStates.NotStarted });
        var alertmanager = builder.AddExecutable(ServiceDefaults.ResourceNames.Alertmanager, "sleep", ".", "600").WithExplicitStart();
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<ChatReceiver>(services, chat));

        await using var app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);
        await app.ResourceCommands.ExecuteCommandAsync(alertmanager.Resource, KnownResourceCommands.StartCommand, TestContext.Current.CancellationToken);
        await app.ResourceNotifications.WaitForResourceAsync("chat", KnownResourceStates.Running, TestContext.Current.CancellationToken).WaitAsync(Wait.Bound, TestContext.Current.CancellationToken);
        using var half = await SendHalfAsync(port, isReset: false);
        (await SendHalfAsync(port, isReset: true)).Dispose();
        using var http = new HttpClient();
        for (var i = 0; i < 3; i++)
        {
            using var body = new StringContent("""{"attachments":[{"title":"[critical] api is down"}]}""");
            using var answer = await http.PostAsync($"{chat.Url}{ChatResource.AlertsPath}", body, TestContext.Current.CancellationToken);
            Assert.True(answer.IsSuccessStatusCode);
        }

        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    // Half a request, whose sender waits or is gone.
    private static async Task<TcpClient> SendHalfAsync(int port, bool isReset)
    {
        var client = new TcpClient { LingerState = new LingerOption(isReset, 0) };
        await client.ConnectAsync("127.0.0.1", port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {ChatResource.AlertsPath} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 1000\r\n\r\nhalf"));
        return client;
    }
}
