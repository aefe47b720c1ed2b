using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Tests.InProcess;

/// <summary>Optional tools: absent unless they are asked for.</summary>
public sealed class OptionalToolTests(ShopFixture shop)
{
    [Fact]
    public async Task Mail_that_is_sent_is_caught_and_Redis_and_the_database_are_shown_to_nobody_unknown()
    {
        Assert.DoesNotContain(shop.App.Services.GetRequiredService<DistributedApplicationModel>().Resources, resource => resource.Name is ResourceNames.Mail or ResourceNames.RedisBrowser or ResourceNames.DatabaseAdmin);

        var (builder, app) = await ShopFixture.StartAsync(configure: null, "--Platform:Profile=full");
        try
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Mail).WaitAsync(Wait.Bound);
            await SendAsync(app.GetEndpoint(ResourceNames.Mail, "smtp").Port);

            await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.RedisBrowser).WaitAsync(Wait.Bound);
            using var browser = app.CreateHttpClient(ResourceNames.RedisBrowser, "http");
            using var unknown = await browser.GetAsync("/apiv2/server/info");
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, unknown.StatusCode);

            if (OperatingSystem.IsLinux())
            {
                await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.DatabaseAdmin).WaitAsync(Wait.Bound);
                Assert.Contains("authentication failed", await LogInAsync(app, "guessed"), StringComparison.Ordinal);
                var password = app.Services.GetRequiredService<DistributedApplicationModel>().Resources.OfType<ParameterResource>().Single(p => p.Name == "postgres-app-password");
                Assert.Contains("order_lines", await LogInAsync(app, (await password.GetValueAsync(CancellationToken.None))!), StringComparison.Ordinal);
            }

            using var mail = app.CreateHttpClient(ResourceNames.Mail, "http");
            using var caught = JsonDocument.Parse(await mail.GetStringAsync("/email"));
            Assert.Equal("Your order", Assert.Single(caught.RootElement.EnumerateArray()).GetProperty("subject").GetString());
        }
        finally
        {
            await app.DisposeAsync();
            await builder.DisposeAsync();
        }
    }

    // What the database's page shows after its login form has been sent.
    private static async Task<string> LogInAsync(DistributedApplication app, string password)
    {
        var server = $"127.0.0.1:{app.GetEndpoint(ResourceNames.Postgres, "tcp").Port}";
        using var browser = new HttpClient { BaseAddress = app.GetEndpoint(ResourceNames.DatabaseAdmin, "http") };
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["auth[driver]"] = "pgsql",
            ["auth[server]"] = server,
            ["auth[username]"] = "app",
            ["auth[password]"] = password,
            ["auth[db]"] = ResourceNames.ShopDb,
        });
        using var answer = await browser.PostAsync("/", form);
        return await answer.Content.ReadAsStringAsync();
    }

    // RFC 5321: each line has its answer, of which the first digit tells success.
    private static async Task SendAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream);
        await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
        string[] lines =
        [
            "HELO shop", "MAIL FROM:<shop@example.com>", "RCPT TO:<anna@example.com>", "DATA",
            "From: shop@example.com\r\nTo: anna@example.com\r\nSubject: Your order\r\n\r\nThank you.\r\n.", "QUIT",
        ];
        foreach (var line in lines.Prepend(""))
        {
            if (line.Length > 0)
            {
                await writer.WriteLineAsync(line);
            }

            var answer = await reader.ReadLineAsync().WaitAsync(Wait.Bound) ?? "";
            Assert.InRange(int.Parse(answer.AsSpan(0, 1), CultureInfo.InvariantCulture), 2, 3);
        }
    }
}
