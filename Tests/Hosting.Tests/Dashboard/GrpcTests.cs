using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using Platform.Hosting.Dashboard;
using Platform.Hosting.Dashboard.Grpc;
using V1 = Platform.Hosting.Dashboard.V1;

namespace Platform.Hosting.Tests.Dashboard;

public sealed class GrpcTests : IAsyncDisposable
{
    private readonly ResourceServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_unary_call_is_answered_with_one_message_and_status_0()
    {
        using var call = await StartAsync("GetApplicationInformation", GrpcClient.Frame(new V1.ApplicationInformationRequest()));
        var answer = await call.ReadAsync(V1.ApplicationInformationResponse.Parser);
        Assert.Equal("Shop", answer?.ApplicationName);
        Assert.Null(await call.ReadAsync(V1.ApplicationInformationResponse.Parser));
        Assert.Equal((GrpcStatus.Ok, ""), await call.ReadStatusAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("the-kez")]
    [InlineData("the-key2")]
    public async Task A_call_without_the_key_is_refused(string? key)
    {
        using var client = new GrpcClient(_server.EndPoint, key);
        using var call = await client.StartAsync($"{ResourceServer.Service}WatchResources", GrpcClient.Frame(new V1.WatchResourcesRequest()));
        Assert.Equal(GrpcStatus.Unauthenticated, (await call.ReadStatusAsync()).Status);
    }

    [Fact]
    public async Task An_unknown_method_is_unimplemented()
    {
        using var call = await StartAsync("Unknown", GrpcClient.Frame(new V1.WatchResourcesRequest()));
        Assert.Equal((GrpcStatus.Unimplemented, "There is no method /aspire.v1.DashboardService/Unknown."), await call.ReadStatusAsync());
    }

    [Fact]
    public async Task A_message_may_arrive_in_pieces()
    {
        var frame = GrpcClient.Frame(new V1.WatchResourceConsoleLogsRequest { ResourceName = "api", SuppressFollow = true });
        _server.App.Loggers.GetLogger("api").LogInformation("hello");
        using var call = await StartAsync("WatchResourceConsoleLogs", [.. frame.Select(b => new[] { b })]);
        var update = await call.ReadAsync(V1.WatchResourceConsoleLogsUpdate.Parser);
        Assert.EndsWith(" hello", update?.LogLines.Single().Text);
        Assert.Equal((GrpcStatus.Ok, ""), await call.ReadStatusAsync());
    }

    public static TheoryData<byte[], string> BrokenRequests => new()
    {
        { [], nameof(GrpcStatus.Internal) },
        { [0, 0, 0], nameof(GrpcStatus.Internal) },
        { [0, 0, 0, 0, 9, 1], nameof(GrpcStatus.Internal) },
        { [1, 0, 0, 0, 0], nameof(GrpcStatus.Unimplemented) },
        { [0, 0x7f, 0xff, 0xff, 0xff], nameof(GrpcStatus.ResourceExhausted) },
        { [0, 0, 0, 0, 3, 0xff, 0xff, 0xff], nameof(GrpcStatus.Internal) },
    };

    [Theory]
    [MemberData(nameof(BrokenRequests))]
    public async Task A_broken_request_ends_with_a_status(byte[] bytes, string expected)
    {
        using var call = await StartAsync("WatchResources", bytes);
        Assert.Equal(expected, (await call.ReadStatusAsync()).Status.ToString());
    }

    [Fact]
    public async Task What_is_no_grpc_call_gets_an_http_error()
    {
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        var response = await http.GetAsync($"http://{_server.EndPoint}/", TestTimeout.Token);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_watch_ends_when_the_application_stops()
    {
        using var call = await StartAsync("WatchResources", GrpcClient.Frame(new V1.WatchResourcesRequest()));
        await call.ReadAsync(V1.WatchResourcesUpdate.Parser);
        var status = call.ReadStatusAsync();
        await _server.StopAsync();
        Assert.Equal(GrpcStatus.Unavailable, (await status).Status);
    }

    [Fact]
    public async Task A_log_is_no_longer_watched_once_the_client_is_gone()
    {
        await using var changes = _server.App.Loggers.WatchAnySubscribersAsync(TestTimeout.Token).GetAsyncEnumerator();
        var next = changes.MoveNextAsync();
        using (await StartAsync("WatchResourceConsoleLogs", GrpcClient.Frame(new V1.WatchResourceConsoleLogsRequest { ResourceName = "api" })))
        {
            Assert.True(await next);
            Assert.Equal(new LogSubscriber("api", true), changes.Current);
        }

        Assert.True(await changes.MoveNextAsync());
        Assert.Equal(new LogSubscriber("api", false), changes.Current);
    }

    [Fact]
    public async Task Nothing_is_served_and_nothing_hangs_when_nobody_connects()
    {
        var server = new GrpcServer(new(IPAddress.Loopback, 0), new Dictionary<string, Func<GrpcCall, Task>>(), "key", null, new LoggerFactory());
        await server.DisposeAsync();
        using var client = new System.Net.Sockets.TcpClient();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => client.ConnectAsync(server.EndPoint, TestTimeout.Token).AsTask());
    }

    [Fact]
    public async Task A_frame_is_a_flag_a_length_and_the_message()
    {
        var pipe = new Pipe();
        GrpcFrames.Write(pipe.Writer, new V1.ConsoleLogLine { Text = "ab", LineNumber = 7 });
        await pipe.Writer.FlushAsync(TestTimeout.Token);
        var bytes = (await pipe.Reader.ReadAsync(TestTimeout.Token)).Buffer.FirstSpan.ToArray();
        Assert.Equal("00-00-00-00-06-0A-02-61-62-18-07", BitConverter.ToString(bytes));
        Assert.Equal(6, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(1)));
    }

    private Task<GrpcClient.Call> StartAsync(string method, params byte[][] frames) =>
        _server.Client.StartAsync(ResourceServer.Service + method, frames);
}
