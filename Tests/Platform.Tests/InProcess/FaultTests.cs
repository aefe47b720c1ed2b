using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.AppHost;
using Platform.Tests.Forms;

namespace Platform.Tests.InProcess;

/// <summary>What the shop does while something it needs is broken on purpose; docs/shop.md and docs/controls.md say what it promises.</summary>
public sealed class FaultTests(FaultTests.Shop shop) : IClassFixture<FaultTests.Shop>, IDisposable
{
    // The API gives Redis 0.5 s, a connection to the database 3 s and, here, a command 2 s; the rest is for a busy machine.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly DistributedApplication _app = shop.App;
    private readonly HttpClient _api = CreateClient(shop.App);

    public void Dispose() => _api.Dispose();

    [Fact]
    public async Task The_shop_keeps_its_promises_while_its_dependencies_are_slow_cut_off_or_halted()
    {
        await LogInAsync();
        await UntilCartAnswersAsync(HttpStatusCode.OK);

        // Redis is too slow: carts need it, everything else does without.
        await _app.SlowAsync(ResourceNames.Redis, TimeSpan.FromSeconds(2));
        await UntilCartAnswersAsync(HttpStatusCode.ServiceUnavailable);
        Assert.True((await Products.SearchAsync(_api, "lamp")).Total >= 5);
        Assert.Equal(HttpStatusCode.Created, await OrderAsync("redis-slow"));
        await _app.HealAsync(ResourceNames.Redis);
        await UntilCartAnswersAsync(HttpStatusCode.OK);

        // Redis is gone without a word: the same.
        await _app.CutOffAsync(ResourceNames.Redis, silently: true);
        await UntilCartAnswersAsync(HttpStatusCode.ServiceUnavailable);
        Assert.Equal(HttpStatusCode.Created, await OrderAsync("redis-silent"));
        await _app.HealAsync(ResourceNames.Redis);
        await UntilCartAnswersAsync(HttpStatusCode.OK);

        // The storage is cut off: orders go on.
        await _app.CutOffAsync(ResourceNames.Storage);
        Assert.Equal(HttpStatusCode.Created, await OrderAsync("storage-gone"));
        using (var ready = await _api.GetAsync("/health/ready"))
        {
            Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        }

        await _app.HealAsync(ResourceNames.Storage);

        // PostgreSQL is halted: known pages are served, the API says that it is not ready, and nothing waits for ever.
        await UntilAnswersAsync("/api/v1/products?search=kettle", HttpStatusCode.OK);
        await _app.PauseAsync(ResourceNames.Postgres);
        await UntilReadyAnswersAsync(HttpStatusCode.ServiceUnavailable);
        await UntilAnswersAsync("/api/v1/products?search=kettle", HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await OrderAsync("postgres-halted"));
        await _app.HealAsync(ResourceNames.Postgres);
        await UntilReadyAnswersAsync(HttpStatusCode.OK);

        // What was refused can be sent again, and what was acknowledged is there once.
        Assert.True(await OrderAsync("postgres-halted") is HttpStatusCode.Created or HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await OrderAsync("redis-slow"));
        Assert.Equal(4, await CountOrdersAsync());
    }

    [Fact]
    public async Task A_fault_is_shown_and_stopping_heals_it()
    {
        await LogInAsync();
        Assert.True((await RunAsync("slow-down")).Success);
        await UntilFaultIsAsync("slow, 200 ms each way");
        Assert.True((await RunAsync("pause")).Success);
        await UntilFaultIsAsync("paused, slow, 200 ms each way");

        // A halted program does not hear that it has to end, unless it is healed first: without, the engine kills it.
        Assert.True((await RunAsync(KnownResourceCommands.StopCommand)).Success);
        var stopped = await _app.ResourceNotifications.WaitForResourceAsync(ResourceNames.Redis, e => e.Snapshot.ExitCode is not null).WaitAsync(Wait.Bound);
        Assert.Equal(0, stopped.Snapshot.ExitCode);
        await UntilFaultIsAsync(null);
        Assert.True((await RunAsync(KnownResourceCommands.StartCommand)).Success);
        await _app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Redis).WaitAsync(Wait.Bound);

        // Killed, it has ended by an error, is no longer halted, and can be started again.
        await _app.PauseAsync(ResourceNames.Redis);
        await UntilFaultIsAsync("paused");
        await _app.KillAsync(ResourceNames.Redis);
        await UntilFaultIsAsync(null);
        await StartAgainAsync();

        // The same when somebody else kills it: the next program is not taken for the one that was halted.
        await _app.PauseAsync(ResourceNames.Redis);
        var halted = await _app.ResourceNotifications.WaitForResourceAsync(ResourceNames.Redis, _ => true).WaitAsync(Wait.Bound);
        await KillFromOutsideAsync(halted.Snapshot);
        await UntilFaultIsAsync(null);
        await StartAgainAsync();
        await _app.PauseAsync(ResourceNames.Redis);
        await UntilCartAnswersAsync(HttpStatusCode.ServiceUnavailable);
        await _app.HealAsync(ResourceNames.Redis);
        await UntilCartAnswersAsync(HttpStatusCode.OK);

        async Task StartAgainAsync()
        {
            await _app.ResourceNotifications.WaitForResourceAsync(ResourceNames.Redis, KnownResourceStates.TerminalStates).WaitAsync(Wait.Bound);
            Assert.True((await RunAsync(KnownResourceCommands.StartCommand)).Success);
            await _app.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Redis).WaitAsync(Wait.Bound);
        }

        static async Task KillFromOutsideAsync(CustomResourceSnapshot resource)
        {
            if (SuiteForm.IsContainer)
            {
                await ContainerEngine.LinesAsync("kill", (string)resource.Properties.First(p => p.Name == "container.id").Value!);
                return;
            }

            using var process = Process.GetProcessById(Convert.ToInt32(resource.Properties.First(p => p.Name == "executable.pid").Value, CultureInfo.InvariantCulture));
            process.Kill();
        }

        Task<ExecuteCommandResult> RunAsync(string command) => _app.ResourceCommands.ExecuteCommandAsync(ResourceNames.Redis, command).WaitAsync(Wait.Bound);

        Task UntilFaultIsAsync(string? fault) => _app.ResourceNotifications.WaitForResourceAsync(
            ResourceNames.Redis, e => e.Snapshot.Properties.FirstOrDefault(p => p.Name == "Fault")?.Value as string == fault).WaitAsync(Wait.Bound);
    }

    [Fact]
    public async Task What_cannot_be_broken_is_said()
    {
        var unknown = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.PauseAsync("radis"));
        Assert.StartsWith("There is no resource 'radis'.", unknown.Message, StringComparison.Ordinal);

        var ended = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.KillAsync(ResourceNames.Migrations));
        Assert.Equal("migrations does not run: its state is Finished.", ended.Message);

        var portless = await Assert.ThrowsAsync<InvalidOperationException>(() => _app.CutOffAsync(ResourceNames.Migrations));
        Assert.Contains("no published port", portless.Message, StringComparison.Ordinal);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => _app.SlowAsync(ResourceNames.Redis, TimeSpan.FromMinutes(2)));

        // What needs no connection is offered for every program.
        Assert.Equal(["heal", "kill", "pause"], FaultCommandsOf(ResourceNames.Migrations));
        Assert.Equal(["cut-off", "heal", "kill", "pause", "slow-down"], FaultCommandsOf(ResourceNames.Api));

        IEnumerable<string> FaultCommandsOf(string resource) => _app.Services.GetRequiredService<DistributedApplicationModel>().Resources
            .First(one => one.Name == resource).Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name)
            .Intersect(["pause", "kill", "heal", "slow-down", "cut-off"]).Order();
    }

    private async Task LogInAsync()
    {
        using var answer = await _api.PostAsJsonAsync("/api/v1/login", new { email = "anna@example.com", password = "shop-customer-1" });
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        _api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", body.GetProperty("accessToken").GetString());
    }

    private async Task<HttpStatusCode> OrderAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
        {
            Content = JsonContent.Create(new { items = new[] { new { productId = 1, quantity = 1 } }, paymentToken = "tok_ok" }),
        };
        request.Headers.Add("Idempotency-Key", key);
        using var answer = await _api.SendAsync(request);
        return answer.StatusCode;
    }

    private async Task<long> CountOrdersAsync()
    {
        await using var database = NpgsqlDataSource.Create((await _app.GetConnectionStringAsync(ResourceNames.ShopDb))!);
        await using var count = database.CreateCommand("select count(*) from orders where idempotency_key in ('redis-slow', 'redis-silent', 'storage-gone', 'postgres-halted')");
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private Task UntilCartAnswersAsync(HttpStatusCode status) => UntilAnswersAsync("/api/v1/cart", status);

    private Task UntilReadyAnswersAsync(HttpStatusCode status) => UntilAnswersAsync("/health/ready", status);

    private Task UntilAnswersAsync(string path, HttpStatusCode status)
    {
        var last = default(HttpStatusCode);
        return Wait.UntilAsync(
            async () =>
            {
                using var answer = await _api.GetAsync(path);
                return (last = answer.StatusCode) == status;
            },
            () => $"{path} answers {last}, not {status}");
    }

    private static HttpClient CreateClient(DistributedApplication app)
    {
        var client = app.CreateHttpClient(ResourceNames.Api);
        client.Timeout = s_patience;
        return client;
    }

    /// <summary>An environment of which everything can be broken.</summary>
    public sealed class Shop : IAsyncLifetime
    {
        private IDistributedApplicationTestingBuilder? _builder;

        public DistributedApplication App { get; private set; } = null!;

        public async ValueTask InitializeAsync() => (_builder, App) = await ShopFixture.StartAsync(LosePatienceSooner, "--Platform:Faults=true");

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await _builder!.DisposeAsync();
        }

        // A command of the database is given 15 s, which the test need not wait for.
        private static void LosePatienceSooner(IDistributedApplicationTestingBuilder builder)
        {
            var database = (IResourceWithConnectionString)builder.Resources.First(resource => resource.Name == ResourceNames.ShopDb);
            builder.CreateResourceBuilder<ProjectResource>(ResourceNames.Api).WithEnvironment(
                $"ConnectionStrings__{ResourceNames.ShopDb}", ReferenceExpression.Create($"{database.ConnectionStringExpression};Command Timeout=2"));
        }
    }
}
