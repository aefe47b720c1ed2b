using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Platform.LogShipper.Documents;
using Platform.LogShipper.Files;

namespace Platform.LogShipper.Tests;

public sealed class DocumentTests
{
    private static readonly DateTime s_before = new(2026, 11, 19, 8, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_request_is_written_with_typed_fields_and_the_rest_under_properties() => AssertDocument(
        """{"@t":"2026-11-20T13:33:19.7322459Z","@l":"Information","@mt":"HTTP {Method} {Path} answered {StatusCode} in {DurationMs:0.0} ms","@r":["17.6"],"@tr":"1c9ea17502480a0ddada2c3b50b0afb7","@sp":"415ad0f2e412cafc","CorrelationId":"abc-1","Method":"POST","Path":"/api/v1/orders","StatusCode":201,"DurationMs":17.61,"User":{"Name":"ü"},"@@at":1,"EventId":{"Id":1,"Name":"Request"},"SourceContext":"Platform.RequestContext","Machine":"laptop","Process":23280,"Service":"api","Version":"0.1.0"}""",
        """
        {
          "@timestamp": "2026-11-20T13:33:19.7322459Z",
          "message": "HTTP POST /api/v1/orders answered 201 in 17.6 ms",
          "log": { "level": "Information", "logger": "Platform.RequestContext", "offset": 7, "file": { "name": "api-20261120.clef" } },
          "service": { "name": "api", "version": "0.1.0" },
          "host": { "name": "laptop" },
          "correlation": { "id": "abc-1" },
          "trace": { "id": "1c9ea17502480a0ddada2c3b50b0afb7" },
          "span": { "id": "415ad0f2e412cafc" },
          "message_template": "HTTP {Method} {Path} answered {StatusCode} in {DurationMs:0.0} ms",
          "process": { "pid": 23280 },
          "http": { "request": { "method": "POST" }, "response": { "status_code": 201 } },
          "url": { "path": "/api/v1/orders" },
          "event": { "severity": 2, "code": "Request", "duration": 17610000 },
          "properties": { "User": { "Name": "ü" }, "@at": 1 }
        }
        """);

    [Fact]
    public void An_exception_has_its_type_its_message_and_its_stack_trace() => AssertDocument(
        """{"@t":"2026-11-20T13:33:19Z","@l":"Error","@mt":"Failed","@x":"System.InvalidOperationException: No: never\n   at Shop.Orders","Path":"/tmp","Service":"api"}""",
        """
        {
          "@timestamp": "2026-11-20T13:33:19.0000000Z",
          "message": "Failed",
          "log": { "level": "Error", "offset": 7, "file": { "name": "api-20261120.clef" } },
          "service": { "name": "api" },
          "message_template": "Failed",
          "error": { "type": "System.InvalidOperationException", "message": "No: never", "stack_trace": "System.InvalidOperationException: No: never\n   at Shop.Orders" },
          "event": { "severity": 4 },
          "properties": { "Path": "/tmp" }
        }
        """);

    [Theory]
    [InlineData("1:M 20 Nov 2026 13:33:19.123 * Ready to accept connections")]
    [InlineData("""{"@t":"2026-11-20T13:33:19Z","@mt":"torn""")]
    [InlineData("""{"@t":"yesterday","@mt":"a"}""")]
    [InlineData("""{"@t":"2026-11-20T13:33:19Z","@mt":"half a pair \ud800"}""")]
    [InlineData("""{"level":"info"}""")]
    [InlineData("""[1]""")]
    public void What_is_no_event_is_kept_as_it_is(string line) => AssertDocument(
        line,
        $$"""
        {
          "@timestamp": "2026-11-19T08:00:00.0000000Z",
          "message": {{JsonSerializer.Serialize(line)}},
          "log": { "offset": 7, "file": { "name": "api-20261120.clef" } },
          "service": { "name": "api" },
          "tags": ["unparsed"]
        }
        """);

    [Fact]
    public void Bytes_that_are_no_UTF8_are_replaced_and_the_line_is_kept()
    {
        var document = Write([.. "{\"@t\":\"2026-11-20T13:33:19Z\",\"@mt\":\""u8, 0xFF, .. "\"}"u8], new("a.clef", 0, IsCut: false));

        Assert.Equal("{\"@t\":\"2026-11-20T13:33:19Z\",\"@mt\":\"\uFFFD\"}", document["message"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("api-20261120.clef", "api")]
    [InlineData("api-20261120_001.clef", "api")]
    [InlineData("redis-browser-20261120.clef", "redis-browser")]
    [InlineData("redis-browser.log.1", "redis-browser")]
    [InlineData("postgres.log", "postgres")]
    public void The_file_tells_the_service_where_the_line_does_not(string file, string service) =>
        Assert.Equal(service, Write("text"u8.ToArray(), new(file, 0, IsCut: false))["service"]!["name"]!.GetValue<string>());

    [Fact]
    public void Each_day_has_a_data_stream_of_its_own() =>
        Assert.Equal("logs-platform-2026.11.20", DataStream.Of(new(2026, 11, 20, 23, 59, 59, DateTimeKind.Utc)));

    private static void AssertDocument(string line, string expected)
    {
        var document = Write(Encoding.UTF8.GetBytes(line), new("api-20261120.clef", 7, IsCut: false));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), document), document.ToJsonString());
    }

    private static JsonNode Write(byte[] line, LineOrigin origin)
    {
        var output = new ArrayBufferWriter<byte>();
        using var content = LineContent.Read(line, origin, s_before);
        new DocumentWriter().Write(content, origin, output);
        return JsonNode.Parse(output.WrittenSpan)!;
    }
}
