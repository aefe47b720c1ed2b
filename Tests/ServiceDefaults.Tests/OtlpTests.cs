using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Platform.Api.Tests.Fixtures;

namespace Platform.ServiceDefaults.Tests;

public sealed class OtlpTests
{
    [Fact]
    public async Task Traces_metrics_and_logs_go_to_the_endpoint_that_is_configured()
    {
        ConcurrentBag<(string Signal, string Text)> received = [];
        await using var collector = await TestService.StartAsync(map: app => app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body, Encoding.Latin1);
            received.Add((signal, await reader.ReadToEndAsync()));
        }));

        // Nothing of these is to leave the service, by no way.
        string[] secrets = ["otlp@example.com", "hunter2", "jane@example.com", "pw@h", "scoped-token"];
        var folder = Directory.CreateTempSubdirectory("platform-otlp-");

        // Settings as from a file: none of them is an environment variable.
        await using var service = await TestService.StartAsync(
            map: app => app.MapGet("/work", (ILogger<OtlpTests> logger) =>
            {
                using var scope = logger.BeginScope("Batch {Batch} with {Header}", 4711, "token=scoped-token");
                logger.LogWarning(
                    new InvalidOperationException("Password=hunter2 jane@example.com"), "Work for {Email} at {Url}", "otlp@example.com", new Uri("https://u:pw@h"));
                Activity.Current!.SetStatus(ActivityStatusCode.Error, "status: Password=hunter2").SetTag("target", new Uri("https://u:pw@h"))
                    .AddException(new InvalidOperationException("Password=hunter2 jane@example.com"));
            }),
            settings:
            [
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Client.BaseAddress!.ToString()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_SERVICE_NAME", "otlp-test"),
                ("PLATFORM_LOGS", folder.FullName),
                ("OTEL_BSP_SCHEDULE_DELAY", "50"),
                ("OTEL_BLRP_SCHEDULE_DELAY", "50"),
                ("OTEL_METRIC_EXPORT_INTERVAL", "100"),
            ]);
        (string Signal, string Text)[] expected =
            [
                ("traces", "GET /work"), ("traces", "otlp-1"), ("traces", "status: Password=***"), ("traces", "https://u:***@h"),
                ("logs", "Work for"), ("logs", "otlp-1"), ("logs", "exception.stacktrace"), ("logs", "Password=*** ***"), ("logs", "https://u:***@h"), ("logs", "Batch"),
                ("metrics", "http.server.request.duration"),
            ];
        foreach (var (signal, text) in expected)
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, "/work");
                    request.Headers.Add("X-Correlation-ID", "otlp-1");

                    // The client is in this process, too; left to itself it would say that its own span is not recorded.
                    request.Headers.Add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
                    (await service.Client.SendAsync(request)).EnsureSuccessStatusCode();
                    return received.Any(message => message.Signal == signal && message.Text.Contains(text, StringComparison.Ordinal));
                },
                $"'{text}' arrives among the {signal}");
        }

        Assert.All(received, message => Assert.Contains("otlp-test", message.Text));
        using var reader = new StreamReader(Directory.GetFiles(folder.FullName).Single(), new FileStreamOptions { Share = FileShare.ReadWrite });
        received.Add(("file", await reader.ReadToEndAsync()));
        foreach (var secret in secrets)
        {
            Assert.DoesNotContain(received, message => message.Text.Contains(secret, StringComparison.Ordinal));
        }

        reader.Close();
        folder.Delete(recursive: true);
    }
}
