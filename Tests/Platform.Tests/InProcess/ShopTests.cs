using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Platform.Tests.InProcess;

/// <summary>The environment through the Aspire testing host.</summary>
public sealed class ShopTests(ShopFixture shop)
{
    [Fact]
    public async Task A_search_finds_seeded_products()
    {
        using var api = shop.App.CreateHttpClient(ResourceNames.Api);

        var found = await Products.SearchAsync(api, "lamp");

        Assert.True(found.Total >= 5, $"{found.Total} products found");
        Assert.Contains(found.Items, p => p.Name.Contains("lamp", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_product_is_found_by_its_id()
    {
        using var api = shop.App.CreateHttpClient(ResourceNames.Api);
        var first = (await Products.SearchAsync(api, "lamp")).Items[0];

        using var found = await api.GetAsync($"/api/v1/products/{first.Id}");
        using var missing = await api.GetAsync("/api/v1/products/999999999");

        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task The_API_is_healthy(string path)
    {
        using var api = shop.App.CreateHttpClient(ResourceNames.Api);

        using var response = await api.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_role_of_the_API_may_change_rows_but_no_tables()
    {
        var connectionString = await shop.App.GetConnectionStringAsync(ResourceNames.ShopDb);
        await using var database = NpgsqlDataSource.Create(connectionString!);

        await using var count = database.CreateCommand("select count(*) from products");
        Assert.True((long)(await count.ExecuteScalarAsync())! >= 500);

        await using var drop = database.CreateCommand("drop table products");
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => drop.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refusal.SqlState);
    }

    [Fact]
    public async Task The_API_gets_what_the_AWS_tools_read_from_the_environment()
    {
        var api = await shop.App.ResourceNotifications.WaitForResourceHealthyAsync(ResourceNames.Api);
        var environment = api.Snapshot.EnvironmentVariables.ToDictionary(variable => variable.Name, variable => variable.Value);

        Assert.Equal($"http://127.0.0.1:{shop.App.GetEndpoint(ResourceNames.Storage, "http").Port}", environment["AWS_ENDPOINT_URL_S3"]);
        Assert.All((string[])["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"], name => Assert.False(string.IsNullOrEmpty(environment[name])));
        Assert.Contains(environment["AWS_SECRET_ACCESS_KEY"]!, environment["ConnectionStrings__storage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_end_with_success_before_the_API_starts()
    {
        // The environment is what is asked for last. Who subscribes to BeforeResourceStarted is called before the waits, and
        // the engine's times of start are only as exact as the machine's time of boot.
        int? exitCode = null;
        ResourceNotificationService? notifications = null;
        var (builder, app) = await ShopFixture.StartAsync(b =>
        {
            b.Eventing.Subscribe<BeforeStartEvent>((e, _) =>
            {
                notifications = e.Services.GetRequiredService<ResourceNotificationService>();
                return Task.CompletedTask;
            });
            b.CreateResourceBuilder<ProjectResource>(ResourceNames.Api).WithEnvironment(_ =>
                exitCode = notifications!.TryGetCurrentState(ResourceNames.Migrations, out var state) ? state.Snapshot.ExitCode : null);
        });
        await app.DisposeAsync();
        await builder.DisposeAsync();

        Assert.Equal(0, exitCode);
    }
}
