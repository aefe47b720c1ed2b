using System.Globalization;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Tests.InProcess;

/// <summary>Optional tools: absent unless they are asked for.</summary>
public sealed class OptionalToolTests(ShopFixture shop)
{
    [Fact]
    public async Task Mail_that_is_sent_is_caught_and_Redis_is_shown_to_nobody_unknown()
    {
        Assert.DoesNotContain(shop.App.Services.GetRequiredService<DistributedApplicationModel>().Resources, resource => resource.Name is ResourceNames.Mail or ResourceNames.RedisBrowser);

        var (builder, app) = await ShopFixture.StartAsync(configure: null, "--Platform:Profile=full");
        try
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Mail).WaitAsync(Wait.Bound);
            await SendAsync(app.GetEndpoint(ResourceNames.Mail, "smtp").Port);

            await app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.RedisBrowser).WaitAsync(Wait.Bound);
            using var browser = app.CreateHttpClient(ResourceNames.RedisBrowser, "http");
            using var unknown = await browser.GetAsync("/apiv2/server/info");
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, unknown.StatusCode);

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
