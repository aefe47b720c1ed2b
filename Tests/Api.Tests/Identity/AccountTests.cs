using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.Api.Tests.Fixtures;

namespace Platform.Api.Tests.Identity;

public sealed class AccountTests(TestServers servers) : IAsyncLifetime
{
    private ShopApp _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await ShopApp.StartAsync(servers);
        _client = _app.CreateClient();
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(ShopClient.Admin, "admin")]
    [InlineData(ShopClient.Anna, "customer")]
    public async Task A_seeded_user_logs_in_and_has_their_role(string email, string role)
    {
        await _client.LogInAsync(email);

        var me = await _client.GetJsonAsync("/api/v1/me");

        Assert.Equal((email, role), (me.GetProperty("email").GetString(), me.GetProperty("roles")[0].GetString()));
    }

    [Fact]
    public async Task A_new_customer_registers_and_logs_in()
    {
        var registration = new { email = "Nora@Example.com", name = "Nora", password = "long enough" };

        using var created = await _client.PostAsJsonAsync("/api/v1/users", registration);
        using var again = await _client.PostAsJsonAsync("/api/v1/users", registration);
        await _client.LogInAsync("nora@example.com", "long enough");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict), (created.StatusCode, again.StatusCode));
        Assert.Equal("Nora", (await _client.GetJsonAsync("/api/v1/me")).GetProperty("name").GetString());
    }

    [Theory]
    [InlineData("not-an-address", "Nora", "long enough", "email")]
    [InlineData("Nora <nora@example.com>", "Nora", "long enough", "email")]
    [InlineData("nora@example.com", "", "long enough", "name")]
    [InlineData("nora@example.com", "No\0ra", "long enough", "name")]
    [InlineData("nora@example.com", "Nora", "short", "password")]
    public async Task A_registration_that_lacks_something_is_refused_by_name(string email, string name, string password, string field)
    {
        using var response = await _client.PostAsJsonAsync("/api/v1/users", new { email, name, password });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await response.Content.JsonAsync()).GetProperty("errors").TryGetProperty(field, out _));
    }

    [Theory]
    [InlineData("{\"email\":")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"email\":null,\"password\":null}")]
    public async Task A_broken_login_is_refused_as_a_problem(string body)
    {
        using var response = await _client.PostAsync("/api/v1/login", new StringContent(body, new MediaTypeHeaderValue("application/json")));

        Assert.True(response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized, $"{response.StatusCode}");
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(ShopClient.Anna, "wrong-password")]
    [InlineData("nobody@example.com", ShopClient.CustomerPassword)]
    public async Task A_wrong_password_and_an_unknown_user_get_the_same_answer(string email, string password)
    {
        using var response = await _client.PostAsJsonAsync("/api/v1/login", new { email, password });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("E-mail address or password is wrong.", (await response.Content.JsonAsync()).GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Without_a_token_the_answer_is_401_and_with_a_forged_one_too()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/v1/me")).StatusCode);

        var token = (await _client.LogInAsync(ShopClient.Anna)).GetProperty("accessToken").GetString()!;
        _client.DefaultRequestHeaders.Authorization = new("Bearer", token[..^4] + "AAAA");

        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public void A_token_that_the_framework_made_stays_good()
    {
        var protection = _app.Services.GetRequiredService<IDataProtectionProvider>();
        var framework = new ServiceCollection().AddSingleton(protection).AddLogging();
        framework.AddAuthentication().AddBearerToken();
        var theirs = Tokens(framework.BuildServiceProvider());
        var ours = Tokens(_app.Services);
        var ticket = new AuthenticationTicket(new(new ClaimsIdentity([new(ClaimTypes.NameIdentifier, "7")], "Bearer")), "Bearer");

        Assert.Equal("7", ours.BearerTokenProtector.Unprotect(theirs.BearerTokenProtector.Protect(ticket))!.Principal.FindFirstValue(ClaimTypes.NameIdentifier));
        Assert.Equal("7", ours.RefreshTokenProtector.Unprotect(theirs.RefreshTokenProtector.Protect(ticket))!.Principal.FindFirstValue(ClaimTypes.NameIdentifier));
        Assert.Null(ours.BearerTokenProtector.Unprotect(theirs.RefreshTokenProtector.Protect(ticket)));

        static BearerTokenOptions Tokens(IServiceProvider services) =>
            services.GetRequiredService<IOptionsMonitor<BearerTokenOptions>>().Get(BearerTokenDefaults.AuthenticationScheme);
    }

    [Fact]
    public async Task A_refresh_token_gives_new_tokens_until_the_password_changes()
    {
        var refreshToken = (await _client.LogInAsync(ShopClient.Anna)).GetProperty("refreshToken").GetString();

        using var fresh = await _client.PostAsJsonAsync("/api/v1/refresh", new { refreshToken });
        await _app.ExecuteAsync("UPDATE users SET security_stamp = 'changed' WHERE email = 'anna@example.com'");
        using var stale = await _client.PostAsJsonAsync("/api/v1/refresh", new { refreshToken });

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (fresh.StatusCode, stale.StatusCode));
    }

    [Fact]
    public async Task A_locked_user_cannot_log_in()
    {
        await _app.ExecuteAsync("UPDATE users SET locked = true WHERE email = 'anna@example.com'");

        using var response = await _client.PostAsJsonAsync(
            "/api/v1/login", new { email = ShopClient.Anna, password = ShopClient.CustomerPassword });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_changed_password_makes_all_tokens_of_before_worthless_and_gives_new_ones()
    {
        var before = await _client.LogInAsync(ShopClient.Anna);
        async Task<HttpResponseMessage> ChangeAsync(string? current, string? wanted) =>
            await _client.PostAsJsonAsync("/api/v1/me/password", new { currentPassword = current, newPassword = wanted });

        Assert.Equal(HttpStatusCode.Forbidden, (await ChangeAsync("a wrong one", "another password")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ChangeAsync(ShopClient.CustomerPassword, "short")).StatusCode);
        using var changed = await ChangeAsync(ShopClient.CustomerPassword, "another password");

        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync());
        Assert.Equal(HttpStatusCode.Unauthorized, await RefreshAsync(before.GetProperty("refreshToken").GetString()));
        var after = await changed.Content.JsonAsync();
        _client.DefaultRequestHeaders.Authorization = new("Bearer", after.GetProperty("accessToken").GetString());
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await MeAsync(), await RefreshAsync(after.GetProperty("refreshToken").GetString())));
        await _client.LogInAsync(ShopClient.Anna, "another password");
    }

    [Fact]
    public async Task Who_logs_out_is_logged_out_everywhere()
    {
        using var elsewhere = _app.CreateClient();
        var tokens = await elsewhere.LogInAsync(ShopClient.Anna);
        await _client.LogInAsync(ShopClient.Anna);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/me")).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.PostAsync("/api/v1/logout", null)).StatusCode);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), ((await elsewhere.GetAsync("/api/v1/me")).StatusCode, await MeAsync()));
        Assert.Equal(HttpStatusCode.Unauthorized, await RefreshAsync(tokens.GetProperty("refreshToken").GetString()));
        await _client.LogInAsync(ShopClient.Anna);
        Assert.Equal(HttpStatusCode.OK, await MeAsync());
    }

    [Fact]
    public async Task The_token_of_a_user_who_was_locked_is_refused_on_every_replica_within_seconds()
    {
        await _client.LogInAsync(ShopClient.Anna);
        Assert.Equal(HttpStatusCode.OK, await MeAsync());

        // As another replica does it.
        await _app.ExecuteAsync("UPDATE users SET locked = true WHERE email = 'anna@example.com'");

        await Eventually.TrueAsync(async () => await MeAsync() == HttpStatusCode.Unauthorized, "the token is refused");
        Assert.Equal(HttpStatusCode.OK, (await _client.GetAsync("/api/v1/categories")).StatusCode);
    }

    private async Task<HttpStatusCode> MeAsync() => (await _client.GetAsync("/api/v1/me")).StatusCode;

    private async Task<HttpStatusCode> RefreshAsync(string? refreshToken) =>
        (await _client.PostAsJsonAsync("/api/v1/refresh", new { refreshToken })).StatusCode;

    [Fact]
    public async Task Guessing_passwords_is_slowed_down()
    {
        await using var app = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["RateLimits:Login"] = "3" });
        using var client = app.CreateClient();
        List<HttpStatusCode> answers = [];
        for (var i = 0; i < 8; i++)
        {
            using var response = await client.PostAsJsonAsync("/api/v1/login", new { email = "nobody@example.com", password = "x" });
            answers.Add(response.StatusCode);
        }

        // A new minute may begin meanwhile, which allows three more.
        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.InRange(answers.Count(answer => answer == HttpStatusCode.Unauthorized), 3, 6);
    }

    [Fact]
    public async Task A_token_survives_a_restart_and_works_on_another_replica()
    {
        var key = new Dictionary<string, string?> { ["Security:DataProtectionKey"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) };
        await using var first = await ShopApp.StartAsync(servers, key);
        using var client = first.CreateClient();
        var token = (await client.LogInAsync(ShopClient.Anna)).GetProperty("accessToken").GetString();

        await using var replica = ShopApp.Start(first.Database, servers.Redis.NewDatabase(), key);
        using var other = replica.CreateClient();
        other.DefaultRequestHeaders.Authorization = new("Bearer", token);

        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/me")).StatusCode);
        Assert.DoesNotContain("masterKey", await first.ScalarAsync<string>("SELECT xml FROM data_protection_keys"));
    }

    [Fact]
    public async Task A_new_protection_key_reads_the_old_ring_when_it_is_told_the_previous_one()
    {
        var oldKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var newKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        await using var before = await ShopApp.StartAsync(servers, new Dictionary<string, string?> { ["Security:DataProtectionKey"] = oldKey });
        using var client = before.CreateClient();
        var token = (await client.LogInAsync(ShopClient.Anna)).GetProperty("accessToken").GetString();

        async Task<HttpStatusCode> AskAsync(string? previous)
        {
            await using var after = ShopApp.Start(before.Database, servers.Redis.NewDatabase(), new Dictionary<string, string?>
            {
                ["Security:DataProtectionKey"] = newKey,
                ["Security:PreviousDataProtectionKeys"] = previous,
            });
            using var other = after.CreateClient();
            other.DefaultRequestHeaders.Authorization = new("Bearer", token);
            return (await other.GetAsync("/api/v1/me")).StatusCode;
        }

        Assert.Equal(HttpStatusCode.OK, await AskAsync(oldKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(null));
    }
}
