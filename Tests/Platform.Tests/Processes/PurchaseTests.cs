using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Platform.Tests.Forms;

namespace Platform.Tests.Processes;

/// <summary>The walk of docs/shop.md through the whole environment: an image, a purchase, and what can be found out about them.</summary>
public sealed class PurchaseTests
{
    private const int ProductId = 1;
    private const string CorrelationId = "purchase-of-the-walk";

    // One transparent pixel.
    private static readonly byte[] s_image = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Theory]
    [InlineData("process")]
    [InlineData("container")]
    public async Task An_image_is_uploaded_its_product_bought_and_every_log_line_of_the_purchase_found_by_its_correlation_ID(string form)
    {
        if (form is "container")
        {
            await ContainerEngine.RequireAsync();
        }

        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["Platform__Form"] = form });
        await run.WaitUntilReadyAsync();
        using var dashboard = await DashboardClient.ConnectAsync(run);
        using var api = run.CreateApiClient();

        var image = await UploadAsync(api);
        await FindTraceAsync(dashboard, $"/api/v1/admin/media/{image}/complete", "job media.inspect");

        var order = await BuyAsync(api);
        await FindTraceAsync(dashboard, CorrelationId, "job payment.charge", "/api/v1/payments/notices");

        var lines = ReadLog(run);
        var purchase = lines.Where(line => Text(line, "CorrelationId") == CorrelationId).ToArray();
        Assert.Contains(purchase, line => Text(line, "Path") == "/api/v1/orders" && Text(line, "StatusCode") == "201");
        Assert.Contains(purchase, line => Text(line, "Kind") == "payment.charge" && Text(line, "Outcome") == "done");
        Assert.Contains(purchase, line => Text(line, "Path") == "/api/v1/payments/notices" && Text(line, "StatusCode") == "204");
        var traces = purchase.Select(line => Text(line, "@tr")).ToHashSet();
        Assert.All(lines.Where(line => traces.Contains(Text(line, "@tr"))), line => Assert.Equal(CorrelationId, Text(line, "CorrelationId")));
        Assert.Equal("paid", order.GetProperty("status").GetString());
    }

    private static async Task<string> UploadAsync(HttpClient api)
    {
        await LogInAsync(api, "admin@example.com", "shop-admin-1");
        using var started = await api.PostAsJsonAsync(
            $"/api/v1/admin/products/{ProductId}/media/uploads", new { fileName = "pixel.png", contentType = "image/png", size = s_image.Length });
        Assert.Equal(HttpStatusCode.Created, started.StatusCode);
        var ticket = await started.Content.ReadFromJsonAsync<JsonElement>();
        using var storage = new HttpClient();
        using var content = new ByteArrayContent(s_image) { Headers = { ContentType = new("image/png") } };
        (await storage.PutAsync(ticket.GetProperty("url").GetString(), content)).EnsureSuccessStatusCode();
        var id = ticket.GetProperty("mediaId").GetString()!;
        (await api.PostAsync($"/api/v1/admin/media/{id}/complete", null)).EnsureSuccessStatusCode();
        await UntilAsync(api, $"/api/v1/admin/media/{id}", "usable");

        Assert.Equal(s_image, await api.GetByteArrayAsync($"/api/v1/media/{id}"));
        return id;
    }

    private static async Task<JsonElement> BuyAsync(HttpClient api)
    {
        await LogInAsync(api, "anna@example.com", "shop-customer-1");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = ProductId, quantity = 1 } }, paymentToken = "tok_ok" }),
            Headers = { { "Idempotency-Key", "walk" }, { "X-Correlation-ID", CorrelationId } },
        };
        using var answer = await api.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return await UntilAsync(api, answer.Headers.Location!.ToString(), "paid");
    }

    private static async Task LogInAsync(HttpClient api, string email, string password)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/login", new { email, password });
        answer.EnsureSuccessStatusCode();
        var token = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken").GetString();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    private static async Task<JsonElement> UntilAsync(HttpClient api, string path, string status)
    {
        JsonElement seen = default;
        await Wait.UntilAsync(
            async () =>
            {
                seen = await api.GetFromJsonAsync<JsonElement>(path);
                return seen.GetProperty("status").GetString() == status;
            },
            () => $"{path} is not {status}: {seen}");
        return seen;
    }

    /// <summary>Waits until the dashboard holds a trace with a span that names one thing and spans that name the others.</summary>
    private static async Task FindTraceAsync(DashboardClient dashboard, string named, params string[] others)
    {
        var seen = "";
        await Wait.UntilAsync(
            async () =>
            {
                seen = await dashboard.SpansAsync();
                return DashboardClient.TraceOf(seen, named) is { } spans
                    && others.All(other => spans.Any(span => span.Contains(other, StringComparison.Ordinal)));
            },
            () => $"no trace with {named} and {string.Join(", ", others)} among {seen[..Math.Min(seen.Length, 4000)]}");
    }

    private static JsonElement[] ReadLog(AppHostProcess run)
    {
        List<JsonElement> lines = [];
        foreach (var path in Directory.EnumerateFiles(Path.Combine(run.State, "logs"), "*.clef"))
        {
            // The service that writes the file has it open, and may be in the midst of its last line.
            using var file = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            while (file.ReadLine() is { } line && line.EndsWith('}'))
            {
                using var document = JsonDocument.Parse(line);
                lines.Add(document.RootElement.Clone());
            }
        }

        return [.. lines];
    }

    private static string? Text(JsonElement line, string field) => line.TryGetProperty(field, out var value) ? value.ToString() : null;
}
