using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Hosting.Backchannel;
using Platform.Hosting.Backchannel.Rpc;

namespace Platform.Hosting.Tests.Backchannel;

public sealed class RpcServerTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rpc");
    private readonly TaskCompletionSource _release = new();
    private readonly RpcServer _server;

    public RpcServerTests()
    {
        var methods = new RpcMethods();
        methods.Add<Greeting, Greeting>("Greet", (request, _) => Task.FromResult(new Greeting { Name = $"Hello {request.Name}" }));
        methods.Add<string?>("Nothing", _ => Task.FromResult<string?>(null));
        methods.Add<string>("Fail", _ => throw new InvalidOperationException("It is broken."));
        methods.Add("Wait", async cancellationToken =>
        {
            await _release.Task.WaitAsync(cancellationToken);
            return "released";
        });
        methods.AddStream("Count", Count);
        _server = new RpcServer(Path, methods, NullLogger.Instance);
    }

    private string Path => System.IO.Path.Combine(_folder.FullName, "s");

    [Fact]
    public async Task A_request_is_answered_with_its_result()
    {
        await using var client = new RpcClient(Path);

        var answer = await client.CallAsync("Greet", new Greeting { Name = "Ada" });

        Assert.Equal("Hello Ada", answer.GetProperty("result").GetProperty("name").GetString());
        Assert.Equal(1, answer.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task An_optional_request_may_be_left_out()
    {
        await using var client = new RpcClient(Path);

        var answer = await client.CallAsync("Greet");

        Assert.Equal("Hello ", answer.GetProperty("result").GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_result_of_null_is_sent_as_null()
    {
        await using var client = new RpcClient(Path);

        Assert.Equal(JsonValueKind.Null, (await client.CallAsync("Nothing")).GetProperty("result").ValueKind);
    }

    [Theory]
    [InlineData("NoSuchMethod", -32601, "There is no method 'NoSuchMethod'.")]
    [InlineData("Fail", -32000, "It is broken.")]
    public async Task A_failure_is_answered_with_its_code_and_message(string method, int code, string message)
    {
        await using var client = new RpcClient(Path);

        var error = (await client.CallAsync(method)).GetProperty("error");

        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Equal(message, error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Who_waits_when_the_server_stops_sees_the_connection_end_and_no_failure()
    {
        await using var client = new RpcClient(Path);
        await client.SendAsync("Wait");
        await client.CallAsync("Greet");

        await _server.DisposeAsync();

        Assert.Null(await client.TryReadAsync());
    }

    [Fact]
    public async Task A_slow_request_does_not_hold_up_the_next_one()
    {
        await using var client = new RpcClient(Path);
        var slow = await client.SendAsync("Wait");

        var quick = await client.CallAsync("Greet");
        _release.SetResult();
        var answer = await client.ReadAsync();

        Assert.Equal(2, quick.GetProperty("id").GetInt32());
        Assert.Equal(slow, answer.GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task A_cancelled_request_is_answered_as_cancelled()
    {
        await using var client = new RpcClient(Path);
        var id = await client.SendAsync("Wait");

        await client.NotifyAsync("$/cancelRequest", new { id });

        Assert.Equal(-32800, (await client.ReadAsync()).GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    public async Task A_sequence_is_handed_out_until_it_is_finished()
    {
        await using var client = new RpcClient(Path);
        var token = (await client.CallAsync("Count")).GetProperty("result").GetProperty("token").GetInt64();

        var first = (await client.CallAsync("$/enumerator/next", token)).GetProperty("result");
        _release.SetResult();
        var values = Values(first);
        for (var finished = first.GetProperty("finished").GetBoolean(); !finished;)
        {
            var next = (await client.CallAsync("$/enumerator/next", token)).GetProperty("result");
            finished = next.GetProperty("finished").GetBoolean();
            values.AddRange(Values(next));
        }

        Assert.Equal([1], Values(first));
        Assert.Equal([1, 2, 3], values);
    }

    [Fact]
    public async Task A_sequence_that_waits_can_be_ended()
    {
        await using var client = new RpcClient(Path);
        var token = (await client.CallAsync("Count")).GetProperty("result").GetProperty("token").GetInt64();
        await client.CallAsync("$/enumerator/next", token);
        await client.SendAsync("$/enumerator/next", token);

        var abort = await client.SendAsync("$/enumerator/abort", token);
        var answers = new[] { await client.ReadAsync(), await client.ReadAsync() };

        Assert.Contains(answers, a => a.GetProperty("id").GetInt32() == abort && a.TryGetProperty("result", out _));
        Assert.True((await client.CallAsync("$/enumerator/next", token)).TryGetProperty("error", out _));
    }

    [Theory]
    [InlineData("Content-Length: 9999999999\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\n\r\n")]
    [InlineData("Content-Length: 3\r\n\r\n{,}")]
    public async Task Anything_else_than_json_rpc_closes_its_connection_only(string text)
    {
        await using var other = new RpcClient(Path);
        await using var client = new RpcClient(Path);

        await client.Stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

        Assert.Null(await client.TryReadAsync());
        Assert.True((await other.CallAsync("Greet")).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task The_socket_is_for_its_owner_only_and_goes_with_the_server()
    {
        await using var client = new RpcClient(Path);
        await client.SendAsync("Wait");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        }

        await _server.DisposeAsync();

        Assert.False(File.Exists(Path));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static List<int> Values(JsonElement result) => [.. result.GetProperty("values").EnumerateArray().Select(value => value.GetInt32())];

    private async IAsyncEnumerable<int> Count([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return 1;
        await _release.Task.WaitAsync(cancellationToken);
        yield return 2;
        yield return 3;
    }

    private sealed record Greeting
    {
        public string Name { get; init; } = "";
    }
}
