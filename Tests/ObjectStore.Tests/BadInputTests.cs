using System.Net.Sockets;
using System.Text;
using Platform.ObjectStore.Tests.Support;

namespace Platform.ObjectStore.Tests;

public sealed class BadInputTests(TestServer server)
{
    // Not in the list of what this server does: they can be read and not be switched on.
    private static readonly string[] Unused = ["Notification", "Logging", "Accelerate", "RequestPayment", "Website", "Replication"];

    [Fact]
    public async Task A_truncated_body_is_incomplete_and_nothing_is_written()
    {
        var bucket = await server.CreateBucketAsync();
        var answer = await new RawRequest(server, "PUT", $"/{bucket}/k") { Body = new byte[100_000] }.Sign().SendAsync(cutAfter: 40_000);
        Assert.Equal((400, "IncompleteBody"), (answer.Status, answer.Code));
        Assert.Equal(404, (await new RawRequest(server, "GET", $"/{bucket}/k").Sign().SendAsync()).Status);
    }

    [Theory]
    [InlineData("versioning", "<VersioningConfiguration><Status>Enab")]
    [InlineData("versioning", "<Other/>")]
    [InlineData("versioning", "<VersioningConfiguration><Status>Perhaps</Status></VersioningConfiguration>")]
    [InlineData("cors", "<CORSConfiguration/>")]
    [InlineData("cors", "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><CORSConfiguration>&b;</CORSConfiguration>")]
    [InlineData("lifecycle", "<LifecycleConfiguration><Rule><Status>Enabled</Status></Rule></LifecycleConfiguration>")]
    [InlineData("tagging", "<Tagging></Tagging>")]
    [InlineData("delete", "<Delete></Delete>")]
    [InlineData("object-lock", "<ObjectLockConfiguration><ObjectLockEnabled>No</ObjectLockEnabled></ObjectLockConfiguration>")]
    public async Task Malformed_XML_is_named(string parameter, string xml)
    {
        var bucket = await server.CreateBucketAsync();
        var answer = await new RawRequest(server, parameter == "delete" ? "POST" : "PUT", $"/{bucket}?{parameter}") { Body = Encoding.UTF8.GetBytes(xml) }.Sign().SendAsync();
        Assert.Contains(answer.Code, new[] { "MalformedXML", "InvalidRequest" });
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task A_put_without_a_length_is_refused()
    {
        var bucket = await server.CreateBucketAsync();
        var answer = await new RawRequest(server, "PUT", $"/{bucket}/k").Sign().With("content-length", "(none)").SendAsync();
        Assert.Equal((411, "MissingContentLength"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_length_beyond_five_gibibytes_is_refused_before_the_body()
    {
        var bucket = await server.CreateBucketAsync();
        var answer = await new RawRequest(server, "PUT", $"/{bucket}/k") { Payload = "UNSIGNED-PAYLOAD" }.With("content-length", "5368709121").Sign().SendAsync(cutAfter: 0);
        Assert.Equal((400, "EntityTooLarge"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Headers_beyond_eight_kibibytes_are_refused()
    {
        var answer = await new RawRequest(server, "GET", "/").With("x-amz-meta-a", new string('x', 9000)).Sign().SendAsync();
        Assert.Equal((400, "RequestHeaderSectionTooLarge"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Headers_and_request_lines_beyond_any_measure_are_refused_and_the_server_stays_up()
    {
        Assert.Equal(431, (await new RawRequest(server, "GET", "/").With("x-amz-meta-a", new string('x', 100_000)).SendAsync()).Status);
        Assert.Equal(414, (await new RawRequest(server, "GET", "/" + new string('x', 40_000)).SendAsync()).Status);
        Assert.Equal(200, (await new RawRequest(server, "GET", "/").Sign().SendAsync()).Status);
    }

    [Theory]
    [InlineData("/%zz")]
    [InlineData("/bucket/%ff%fe")]
    public async Task Paths_that_cannot_be_decoded_are_refused(string target)
    {
        var answer = await new RawRequest(server, "GET", target).SendAsync();
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task Traversal_reaches_no_other_bucket_and_no_file()
    {
        var bucket = await server.CreateBucketAsync();
        foreach (var target in new[] { $"/{bucket}/../../../../etc/passwd", $"/{bucket}/..%2f..%2fetc%2fpasswd", "/../etc/passwd", "/..", "/.", "//etc/passwd" })
        {
            var answer = await new RawRequest(server, "GET", target).Sign().SendAsync();
            Assert.InRange(answer.Status, 400, 404);
        }
    }

    [Fact]
    public async Task Nothing_that_is_listed_answers_501_and_unknown_methods_405()
    {
        var bucket = await server.CreateBucketAsync();
        var answer = await new RawRequest(server, "PATCH", $"/{bucket}/k").Sign().SendAsync();
        Assert.Equal((405, "MethodNotAllowed"), (answer.Status, answer.Code));
        foreach (var operation in Http.Operations.All.Where(operation => operation.Method != "GET" && !Unused.Any(unused => operation.Name.EndsWith(unused, StringComparison.Ordinal))))
        {
            var path = operation.Target switch { Http.Target.Service => "/", Http.Target.Bucket => $"/{bucket}", _ => $"/{bucket}/k" };
            var got = await new RawRequest(server, operation.Method, $"{path}?{operation.Parameter}").Sign().SendAsync();
            Assert.True(got.Status is not (0 or >= 500), $"{operation.Name}: {got.Status} {got.Text}");
        }
        bucket = await server.CreateBucketAsync();
        foreach (var parameter in new[] { "location", "versioning", "cors", "lifecycle", "policy", "policyStatus", "tagging", "encryption", "publicAccessBlock", "acl", "object-lock", "ownershipControls", "uploads", "versions", "list-type=2", "notification", "logging", "accelerate", "requestPayment", "website", "replication" })
        {
            var got = await new RawRequest(server, "GET", $"/{bucket}?{parameter}").Sign().SendAsync();
            Assert.True(got.Status is 200 or 404, $"{parameter}: {got.Status} {got.Text}");
        }
    }

    /// <summary>Random requests, mostly near the truth: whatever comes, the server answers and stays up.</summary>
    [Fact]
    public async Task Random_requests_never_bring_it_down()
    {
        var bucket = await server.CreateBucketAsync();
        var random = new Random(20261120);
        string Pick(params string[] from) => from[random.Next(from.Length)];
        string Noise(int max) => new([.. Enumerable.Range(0, random.Next(max)).Select(_ => (char)random.Next(1, 256))]);
        for (var i = 0; i < 300; i++)
        {
            var target = Pick("/", $"/{bucket}", $"/{bucket}/", $"/{bucket}/k", $"/{bucket}/%", "*", "http://x/y", Noise(40).Replace(' ', '_'))
                + Pick("", "?", "?versioning", "?uploads", "?uploadId=x&partNumber=" + random.Next(-5, 20000), "?list-type=2&max-keys=" + Noise(5), "?versionId=" + Noise(8), "?delete", "?policy", "?&&=&", "?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=" + Noise(10));
            var head = $"{Pick("GET", "PUT", "POST", "DELETE", "HEAD", "OPTIONS", "TRACE", Noise(6))} {target} HTTP/1.1\r\nhost: {server.Url.Authority}\r\n"
                + Pick("", $"authorization: AWS4-HMAC-SHA256 {Noise(60)}\r\n", $"authorization: {Noise(20)}\r\n", $"x-amz-copy-source: {Noise(20)}\r\n")
                + Pick("", $"x-amz-content-sha256: {Pick("UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER", "x")}\r\n", $"range: {Noise(10)}\r\n", "origin: x\r\n")
                + Pick("", $"content-length: {random.Next(-2, 30)}\r\n", "transfer-encoding: chunked\r\n", "content-type: multipart/form-data; boundary=x\r\n")
                + "connection: close\r\n\r\n" + Noise(60);
            var answer = await SendAsync(head);
            Assert.True(answer.Status is 0 or < 500 or 501 or 505, $"{answer.Status} for {head}: {answer.Text}");
        }
        Assert.Equal(200, (await new RawRequest(server, "GET", $"/{bucket}").Sign().SendAsync()).Status);
    }

    private async Task<RawResponse> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Url.Host, server.Url.Port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            return await RawResponse.ReadAsync(stream);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // The server refused the request line and closed before all of it was sent.
            return new RawResponse(0, [], []);
        }
    }
}
