using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Platform.LogShipper.Documents;
using Platform.LogShipper.Files;
using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

/// <summary>Logstash's pipeline does what the shipper does.</summary>
public sealed class LogstashTests
{
    private static readonly (string File, string Line)[] s_lines =
    [
        ("redis.log", "1:M 20 Nov 2026 13:33:19.123 * Ready to accept connections"),
        ("api-20261120.clef", """{"@t":"2026-11-20T13:33:19.7322459Z","@l":"Information","@mt":"HTTP {Method} {Path} answered {StatusCode} in {DurationMs:0.0} ms, {Flag} {Nobody} {User}","@r":["17.6"],"@tr":"1c9e","@sp":"415a","CorrelationId":"abc-1","Method":"POST","Path":"/api/v1/orders","StatusCode":201,"DurationMs":17.5,"Flag":true,"User":{"Name":"ü"},"@@at":1,"EventId":{"Id":1,"Name":"Request"},"SourceContext":"Platform.RequestContext","Machine":"laptop","Process":23280,"Service":"api","Version":"0.1.0"}"""),
        ("api-20261120.clef", """{"@t":"2026-11-20T13:33:20.0000000Z","@l":"Error","@mt":"Failed","@x":"System.InvalidOperationException: No: never\n   at Shop.Orders","Path":"/tmp","EventId":{"Id":7}}"""),
        ("api-20261120.clef", """{"@t":"2026-11-20T13:33:21.0000000Z","@l":"Warning","@m":"Plain","@x":"no type here: at all","Method":5}"""),
        ("api-20261120.clef", """{"@t":"2026-11-20T13:33:19Z","@mt":"torn"""),
        ("postgres-20261120_001.clef", """{"@t":"2026-11-20T13:33:22.0000000Z","@l":"Information","@m":"duration: 312.5 ms","DurationMs":312.5,"Process":31}"""),
        ("redis-browser.log.1", "[1]"),
        ("redis.log", new string('x', Longest - 1) + "üü"),
    ];

    private const int Longest = 256 * 1024;

    private static string Folder => Path.Combine(Repository.Root, "AppHost", "config", "logstash");

    [Fact]
    public async Task Its_documents_are_those_of_the_shipper()
    {
        var ruby = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "ruby")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(ruby is null, "There is no ruby on PATH.");

        var documents = await RunAsync(ruby!, [.. s_lines.Select(line => $"{line.File}\t{line.Line}"), $"{s_lines[0].File}\t{s_lines[0].Line}"]);

        var expected = Expected().Select(document => document.ToJsonString()).ToArray();
        Assert.All(expected.Zip(documents), pair => Assert.True(JsonNode.DeepEquals(JsonNode.Parse(pair.First), pair.Second["document"]), $"{pair.First}\n{pair.Second["document"]}"));
        Assert.Equal(s_lines.Length + 1, documents.Count);

        // The same line again is the same document.
        Assert.Equal(s_lines.Length, documents.Select(document => document["_id"]!.GetValue<string>()).Distinct().Count());
    }

    [Fact]
    public void It_creates_documents_in_the_stream_of_their_day_and_changes_no_template()
    {
        var pipeline = File.ReadAllText(Path.Combine(Folder, "pipeline", "logs.conf"));

        foreach (var needed in new[] { $"index => \"{DataStream.Prefix}%{{+yyyy.MM.dd}}\"", "action => \"create\"", "document_id => \"%{[@metadata][_id]}\"", "manage_template => false", "ilm_enabled => false", "/clef.rb" })
        {
            Assert.Contains(needed, pipeline, StringComparison.Ordinal);
        }

        Assert.Equal(pipeline.Count(character => character == '{'), pipeline.Count(character => character == '}'));
    }

    // What the shipper writes, but for the place in the file.
    private static IEnumerable<JsonNode> Expected()
    {
        var times = new Dictionary<string, DateTime>();
        var writer = new DocumentWriter();
        foreach (var (file, line) in s_lines)
        {
            var output = new ArrayBufferWriter<byte>();
            var bytes = Encoding.UTF8.GetBytes(line);
            var origin = new LineOrigin(file, 0, IsCut: bytes.Length > Longest);
            using var content = LineContent.Read(bytes.AsMemory(0, Math.Min(bytes.Length, Longest)), origin, times.GetValueOrDefault(file, DateTime.Parse("2026-11-19T08:00:00Z", CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal)));
            times[file] = content.Time;
            writer.Write(content, origin, output);
            var document = JsonNode.Parse(output.WrittenSpan)!;
            document["log"]!.AsObject().Remove("offset");
            yield return document;
        }
    }

    private static async Task<IReadOnlyList<JsonNode>> RunAsync(string ruby, IEnumerable<string> lines)
    {
        var start = new ProcessStartInfo(ruby, [Path.Combine(Repository.Root, "Tests", "LogShipper.Tests", "Support", "logstash.rb"), Path.Combine(Folder, "scripts", "clef.rb")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(string.Concat(lines.Select(line => $"{line}\n")));
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }
}
