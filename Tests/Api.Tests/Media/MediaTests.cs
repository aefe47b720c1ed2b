using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Amazon.S3;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Api.Jobs;
using Platform.Api.Media;
using Platform.Api.Storage;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Media;

public sealed class MediaTests(TestServers servers) : IAsyncLifetime
{
    private static readonly byte[] Png = PngPicture.Draw(1);

    // Straight to the object store, as a browser does.
    private readonly HttpClient _browser = new();
    private ShopApp _app = null!;
    private HttpClient _client = null!;
    private string _storage = "";

    public async ValueTask InitializeAsync()
    {
        _storage = (await servers.StorageAsync()).NewBucket();
        _app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["ConnectionStrings:storage"] = _storage });
        _client = _app.CreateClient();
        await _client.LogInAsync(ShopClient.Admin);
        using var s3 = S3Clients.Create(StorageConnection.Parse(_storage));
        await Eventually.TrueAsync(
            async () => (await s3.ListBucketsAsync()).Buckets?.Any(bucket => bucket.BucketName == StorageConnection.Parse(_storage).Bucket) == true,
            "the bucket is there");
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_by_address_is_inspected_and_shown_with_its_product()
    {
        var ticket = await TicketAsync("image/png", Png.Length);
        using var put = await PutAsync(ticket, Png);
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);

        var media = await InspectedAsync(await CompleteAsync(ticket));

        Assert.Equal("usable", media.GetProperty("status").GetString());
        Assert.Equal((64, 64, Png.Length), (media.GetProperty("width").GetInt32(), media.GetProperty("height").GetInt32(), media.GetProperty("sizeBytes").GetInt32()));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Png)), media.GetProperty("sha256").GetString());
        Assert.Equal(Png, await _client.GetByteArrayAsync($"/api/v1/media/{media.GetProperty("id").GetString()}"));
    }

    [Fact]
    public async Task The_upload_address_cannot_change_an_image_after_its_inspection()
    {
        var ticket = await TicketAsync("image/png", Png.Length);
        (await PutAsync(ticket, Png)).Dispose();
        var media = await InspectedAsync(await CompleteAsync(ticket));

        (await PutAsync(ticket, PngPicture.Draw(2))).Dispose();

        Assert.Equal(Png, await _client.GetByteArrayAsync($"/api/v1/media/{media.GetProperty("id").GetString()}"));
    }

    [Fact]
    public async Task A_file_that_is_not_what_it_says_is_rejected_and_not_shown()
    {
        byte[] script = [.. "<svg><script>alert(1)</script></svg>"u8];
        var ticket = await TicketAsync("image/png", script.Length);
        (await PutAsync(ticket, script)).Dispose();

        var media = await InspectedAsync(await CompleteAsync(ticket));

        Assert.Equal(("rejected", "is no PNG, JPEG, GIF or WebP image"), (media.GetProperty("status").GetString(), media.GetProperty("reason").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync($"/api/v1/media/{media.GetProperty("id").GetString()}")).StatusCode);
    }

    [Fact]
    public async Task A_picture_of_impossible_size_is_rejected()
    {
        byte[] huge = [.. Png];
        huge[16] = 0x80;
        var ticket = await TicketAsync("image/png", huge.Length);
        (await PutAsync(ticket, huge)).Dispose();

        await (await InspectAsync(ticket.GetProperty("mediaId").GetGuid()))();

        Assert.Equal("rejected", (await _client.GetJsonAsync($"/api/v1/admin/media/{ticket.GetProperty("mediaId").GetGuid()}")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task An_upload_taken_away_during_its_inspection_leaves_nothing_behind()
    {
        var ticket = await TicketAsync("image/png", Png.Length);
        (await PutAsync(ticket, Png)).Dispose();
        var id = ticket.GetProperty("mediaId").GetGuid();
        var write = await InspectAsync(id);
        using var storage = new ObjectStorage(StorageConnection.Parse(_storage));
        var key = MediaRecord.UsableKey(3, id, ".png");
        Assert.NotNull(await storage.HeadAsync(key, default));

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync($"/api/v1/admin/media/{id}")).StatusCode);
        await write();

        Assert.Null(await storage.HeadAsync(key, default));
    }

    [Fact]
    public async Task An_image_whose_object_is_missing_is_not_found_and_nobody_keeps_that()
    {
        var id = Guid.NewGuid();
        await _app.ExecuteAsync(
            $"INSERT INTO media (id, product_id, key, file_name, status, content_type) VALUES ('{id}', 3, 'products/3/gone.png', 'gone.png', 'usable', 'image/png')");

        using var whole = await GetAsync($"/api/v1/media/{id}", _ => { });
        using var part = await GetAsync($"/api/v1/media/{id}", request => request.Headers.Range = new RangeHeaderValue(0, 9));

        Assert.All((HttpResponseMessage[])[whole, part], answer =>
        {
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.True(answer.Headers.CacheControl?.NoStore);
            Assert.Null(answer.Headers.ETag);
        });
    }

    [Fact]
    public async Task A_body_that_stalls_is_given_up_on()
    {
        await using var relay = new StallingRelay(StorageConnection.Parse(_storage).Endpoint!.Port);
        using var storage = new ObjectStorage(StorageConnection.Parse(_storage));
        using var behind = new ObjectStorage(
            StorageConnection.Parse(_storage.Replace($":{StorageConnection.Parse(_storage).Endpoint!.Port}", $":{relay.Port}", StringComparison.Ordinal)),
            config => config.Timeout = TimeSpan.FromSeconds(2));
        using var content = new MemoryStream(new byte[4 * 1024 * 1024]);
        await storage.PutAsync("large", content, "image/png", default);
        Assert.NotNull(await behind.HeadAsync("large", default));

        relay.StallAfter(256 * 1024);
        using var answer = await behind.OpenAsync("large", null, default);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => answer!.ResponseStream.CopyToAsync(Stream.Null).WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Nothing_uploaded_cannot_be_completed()
    {
        var ticket = await TicketAsync("image/png", 100);

        using var response = await _client.PostAsync($"/api/v1/admin/media/{ticket.GetProperty("mediaId").GetString()}/complete", null);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
    }

    [Fact]
    public async Task An_image_is_sent_through_the_API_and_taken_away()
    {
        using var content = new ByteArrayContent(Png) { Headers = { ContentType = new("image/png") } };
        using var response = await _client.PostAsync("/api/v1/admin/products/3/media?fileName=lamp.png", content);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var media = await InspectedAsync(response.Headers.Location!.ToString());
        var image = $"/api/v1/media/{media.GetProperty("id").GetString()}";

        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync(image)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync($"/api/v1/admin/media/{media.GetProperty("id").GetString()}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(image)).StatusCode);
    }

    [Fact]
    public async Task A_large_image_is_sent_in_parts()
    {
        byte[] large = [.. Png, .. RandomNumberGenerator.GetBytes(9 * 1024 * 1024)];
        using var started = await _client.PostAsJsonAsync(
            "/api/v1/admin/products/3/media/multipart", new { fileName = "large.png", contentType = "image/png", size = large.Length });
        var ticket = await started.Content.JsonAsync();
        var partSize = (int)ticket.GetProperty("partSize").GetInt64();
        List<object> sent = [];
        foreach (var part in ticket.GetProperty("parts").EnumerateArray())
        {
            var number = part.GetProperty("number").GetInt32();
            using var answer = await _browser.PutAsync(
                part.GetProperty("url").GetString(), new ByteArrayContent(large[((number - 1) * partSize)..Math.Min(number * partSize, large.Length)]));
            answer.EnsureSuccessStatusCode();
            sent.Add(new { number, eTag = answer.Headers.ETag!.Tag });
        }

        Assert.Equal(2, sent.Count);
        using var done = await _client.PostAsJsonAsync(
            $"/api/v1/admin/media/{ticket.GetProperty("mediaId").GetString()}/multipart",
            new { uploadId = ticket.GetProperty("uploadId").GetString(), parts = sent });
        Assert.Equal(HttpStatusCode.Accepted, done.StatusCode);
        var media = await InspectedAsync(done.Headers.Location!.ToString());

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(large)), media.GetProperty("sha256").GetString());
    }

    [Fact]
    public async Task Parts_of_an_image_are_given_out()
    {
        var ticket = await TicketAsync("image/png", Png.Length);
        (await PutAsync(ticket, Png)).Dispose();
        var image = $"/api/v1/media/{(await InspectedAsync(await CompleteAsync(ticket))).GetProperty("id").GetString()}";

        using var part = await GetAsync(image, request => request.Headers.Range = new RangeHeaderValue(10, 19));
        using var beyond = await GetAsync(image, request => request.Headers.Range = new RangeHeaderValue(100_000, null));
        using var whole = await GetAsync(image, _ => { });
        using var known = await GetAsync(image, request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));

        Assert.Equal((HttpStatusCode.PartialContent, $"bytes 10-19/{Png.Length}"), (part.StatusCode, part.Content.Headers.ContentRange?.ToString()));
        Assert.Equal(Png[10..20], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, beyond.StatusCode);
        Assert.True(beyond.Headers.CacheControl?.NoStore);
        Assert.True(whole.Headers.CacheControl?.Extensions.Any(extension => extension.Name == "immutable"));
        Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        Assert.Equal("image/png", whole.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_product_of_the_seed_gets_its_image()
    {
        await Eventually.TrueAsync(async () => await _app.ScalarAsync<long>("SELECT count(*) FROM media WHERE file_name = 'seed.png'") == 520, "all images are there");

        var product = await _client.GetJsonAsync("/api/v1/products/42");

        var image = product.GetProperty("images")[0];
        Assert.Equal(PngPicture.Draw(42), await _client.GetByteArrayAsync(image.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task The_bucket_has_its_rules_and_preparing_it_again_changes_nothing()
    {
        var connection = StorageConnection.Parse(_storage);
        using var storage = new ObjectStorage(connection);
        await storage.PrepareBucketAsync(["https://shop.example.com"], default);
        await storage.PrepareBucketAsync(["https://shop.example.com"], default);
        using var s3 = S3Clients.Create(connection);

        Assert.Equal(VersionStatus.Enabled, (await s3.GetBucketVersioningAsync(connection.Bucket)).VersioningConfig.Status);
        Assert.Equal(["https://shop.example.com"], (await s3.GetCORSConfigurationAsync(connection.Bucket)).Configuration.Rules.Single().AllowedOrigins);
        Assert.Equal(["old-versions", "uploads"], (await s3.GetLifecycleConfigurationAsync(connection.Bucket)).Configuration.Rules.Select(rule => rule.Id).Order());
    }

    [Theory]
    [InlineData("image/svg+xml", 100, "contentType")]
    [InlineData("image/png", 0, "size")]
    [InlineData("image/png", 999_999_999, "size")]
    public async Task What_may_not_be_uploaded_is_refused_by_name(string contentType, long size, string field)
    {
        using var response = await _client.PostAsJsonAsync("/api/v1/admin/products/3/media/uploads", new { fileName = "f", contentType, size });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Customers_may_not_upload()
    {
        using var anna = _app.CreateClient();
        await anna.LogInAsync(ShopClient.Anna);

        using var response = await anna.PostAsJsonAsync("/api/v1/admin/products/3/media/uploads", new { fileName = "f", contentType = "image/png", size = 1 });

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private async Task<JsonElement> TicketAsync(string contentType, long size)
    {
        using var response = await _client.PostAsJsonAsync("/api/v1/admin/products/3/media/uploads", new { fileName = "lamp.png", contentType, size });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return await response.Content.JsonAsync();
    }

    private Task<HttpResponseMessage> PutAsync(JsonElement ticket, byte[] content) => _browser.PutAsync(
        ticket.GetProperty("url").GetString(),
        new ByteArrayContent(content) { Headers = { ContentType = new(ticket.GetProperty("headers").GetProperty("Content-Type").GetString()!) } });

    private async Task<string> CompleteAsync(JsonElement ticket)
    {
        using var response = await _client.PostAsync($"/api/v1/admin/media/{ticket.GetProperty("mediaId").GetString()}/complete", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return response.Headers.Location!.ToString();
    }

    // Without waiting for the jobs before it. Returns what writes down the result.
    private async Task<Func<Task>> InspectAsync(Guid id)
    {
        var inspection = _app.Services.GetServices<IJobHandler>().OfType<InspectMedia>().Single();
        var effect = await inspection.HandleAsync(new(0, InspectMedia.JobKind, $$"""{"mediaId":"{{id}}"}""", 1, null, null, default), default);
        return async () =>
        {
            await using var connection = await _app.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
            await effect!(connection, default);
        };
    }

    private async Task<JsonElement> InspectedAsync(string path)
    {
        await Eventually.TrueAsync(async () => (await _client.GetJsonAsync(path)).GetProperty("status").GetString() != "pending", "the upload is inspected");
        return await _client.GetJsonAsync(path);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage> prepare)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        prepare(request);
        return await _client.SendAsync(request);
    }
}
