using System.Net.Http.Json;
using System.Text.Json;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Admin;

/// <summary>What the log files say about who did what.</summary>
public sealed class AuditTests(TestServers servers) : IDisposable
{
    private readonly string _logs = Directory.CreateTempSubdirectory("platform-api-logs-").FullName;

    public void Dispose() => Directory.Delete(_logs, recursive: true);

    [Fact]
    public async Task Every_change_of_an_administrator_and_every_order_is_written_down()
    {
        string key;
        await using (var app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["PLATFORM_LOGS"] = _logs }))
        {
            using var admin = app.CreateClient();
            await admin.LogInAsync(ShopClient.Admin);
            using var made = await admin.PostAsJsonAsync("/api/v1/admin/api-keys", new { name = "Import", role = "admin" });
            var json = await made.Content.JsonAsync();
            key = json.GetProperty("key").GetString()!;
            using var machine = app.CreateClient();
            machine.DefaultRequestHeaders.Add("X-Api-Key", key);
            await machine.PostAsJsonAsync("/api/v1/admin/products/1/stock", new { change = 5 });
            await machine.PostAsJsonAsync("/api/v1/admin/products/1/stock", new { change = int.MinValue });
            await admin.PutAsJsonAsync("/api/v1/admin/users/3", new { roles = new[] { "customer", "admin" }, locked = false });
            await admin.PutAsJsonAsync("/api/v1/admin/features/SimilarWords", new { enabled = true, percentage = 50 });
            await admin.PutAsJsonAsync("/api/v1/admin/log-levels/Nothing", new { level = "Debug" });
            await admin.DeleteAsync($"/api/v1/admin/api-keys/{json.GetProperty("id").GetInt32()}");
            await admin.GetAsync("/api/v1/admin/users");
            using var order = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
            {
                Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 1 } }, paymentToken = "tok_ok" }),
                Headers = { { "Idempotency-Key", "k" } },
            };
            (await admin.SendAsync(order)).EnsureSuccessStatusCode();
        }

        var lines = Directory.GetFiles(_logs).SelectMany(File.ReadLines).Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        var audit = lines
            .Where(line => line.TryGetProperty("EventId", out var id) && id.TryGetProperty("Name", out var name) && name.GetString() == "Audit")
            .Select(line => (line.GetProperty("UserId").GetInt32(), line.GetProperty("By").GetString(), line.GetProperty("Action").GetString(), line.GetProperty("Detail").GetString()))
            .ToArray();
        var byKey = $"key {key["shop_".Length..][..8]}";
        Assert.Equal(
            [
                (1, "password", "AddApiKey", """{"name":"Import","role":"admin","expiresAt":null}"""),
                (1, byKey, "ChangeStock", """{"change":5}"""),
                (1, "password", "ChangeUser", """{"roles":["customer","admin"],"locked":false}"""),
                (1, "password", "ChangeFeature", """{"enabled":true,"percentage":50}"""),
                (1, "password", "SetLogLevel", """{"level":"Debug"}"""),
                (1, "password", "RevokeApiKey", ""),
            ],
            audit);
        Assert.Contains(lines, line => line.TryGetProperty("OrderId", out _) && line.GetProperty("@mt").GetString()!.StartsWith("Order {OrderId} placed", StringComparison.Ordinal));
        Assert.DoesNotContain(Directory.GetFiles(_logs), file => File.ReadAllText(file).Contains(key, StringComparison.Ordinal));
    }
}
