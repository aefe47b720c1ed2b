using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Postgres;
using Npgsql;
using Platform.AppHost;
using Platform.Hosting.Tests.ApplicationModel;
using Platform.Hosting.Tests.Containers;
using Platform.Hosting.Tests.Dcp;
using Platform.Hosting.Tests.Orchestration;

namespace Platform.Hosting.Tests.Integrations;

public sealed class PostgresTests : IDisposable
{
    private static readonly string s_tag = ContainerImages.Postgres.Tag;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_server_runs_its_scripts_creates_its_databases_and_keeps_them_in_a_volume()
    {
        await Docker.RequireImageAsync(ContainerImages.Postgres);
        var volume = $"platform-test-{Guid.NewGuid():n}";
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "first.sql"), "CREATE TABLE made (id int); INSERT INTO made VALUES (42);", TestContext.Current.CancellationToken);
        try
        {
            for (var run = 1; run <= 2; run++)
            {
                await using var application = await EngineApplication.StartAsync(
                    builder =>
                    {
                        var server = builder.AddPostgres("postgres", builder.AddParameter("user"), builder.AddParameter("password", secret: true)).WithImageTag(s_tag).WithDataVolume(volume).WithInitFiles(_folder.FullName);
                        server.AddDatabase("shop", "the \"shop\"");
                    },
                    "--Parameters:user=boss",
                    "--Parameters:password=it's a $ecret");
                await application.UntilHealthyAsync("shop");
                var text = await ((IResourceWithConnectionString)application.Resource("shop")).GetConnectionStringAsync(Engine.Bound());

                await using var shop = await OpenAsync(text!, database: null);
                await new NpgsqlCommand(run is 1 ? "CREATE TABLE kept ()" : "DROP TABLE kept", shop).ExecuteNonQueryAsync(Engine.Bound());
                await using var maintenance = await OpenAsync(text!, "boss");
                Assert.Equal(42, await new NpgsqlCommand("SELECT id FROM made", maintenance).ExecuteScalarAsync(Engine.Bound()));
            }
        }
        finally
        {
            await Docker.RunAsync("volume", "rm", "--force", volume);
        }
    }

    [Fact]
    public async Task Connections_are_described_as_text_uri_and_parts()
    {
        var builder = Model.NewBuilder();
        builder.Configuration["Parameters:password"] = "p@ss";
        var server = builder.AddPostgres("postgres", password: builder.AddParameter("password", secret: true), port: 5433).Allocate("tcp", 5433);
        var database = server.AddDatabase("shop", "shop db").Resource;

        Assert.Equal("Host=localhost;Port=5433;Username=postgres;Password=p@ss;Database=\"shop db\"", await database.ConnectionStringExpression.ValueAsync());
        Assert.Equal("postgresql://postgres:p%40ss@localhost:5433/shop%20db", await database.UriExpression.ValueAsync());
        Assert.Equal("jdbc:postgresql://localhost:5433/shop%20db", await database.JdbcConnectionString.ValueAsync());
        Assert.Equal(
            ["Host", "Port", "Username", "Password", "Uri", "JdbcConnectionString", "DatabaseName"],
            ((IResourceWithConnectionString)database).GetConnectionProperties().Select(p => p.Key));
        Assert.Equal("shop db", server.Resource.Databases["shop"]);
    }

    [Theory, InlineData("17.0", "/var/lib/postgresql/data"), InlineData("18.0", "/var/lib/postgresql")]
    public void Data_is_where_the_image_s_version_keeps_it(string tag, string path)
    {
        var server = Model.NewBuilder().AddPostgres("postgres").WithImageTag(tag).WithDataVolume();

        Assert.True(server.Resource.TryGetContainerMounts(out var mounts));
        Assert.Equal(path, Assert.Single(mounts).Target);
    }

    [Fact]
    public async Task The_pages_know_all_servers_and_databases_and_come_once()
    {
        var builder = Model.NewBuilder();
        builder.Configuration["Parameters:password"] = "it's";
        var password = builder.AddParameter("password", secret: true);
        var first = builder.AddPostgres("first", password: password).WithPgAdmin().WithPgWeb(page => page.WithHostPort(8081));
        var second = builder.AddPostgres("second", password: password).WithPgAdmin().WithPgWeb();
        second.AddDatabase("shop");
        foreach (var server in (IResourceBuilder<PostgresServerResource>[])[first, second])
        {
            var endpoint = server.Endpoint("tcp");
            endpoint.AllAllocatedEndpoints.AddOrUpdateAllocatedEndpoint(
                KnownNetworkIdentifiers.DefaultAspireContainerNetwork,
                new(endpoint, $"{server.Resource.Name}.dev.internal", 5432, EndpointBindingMode.SingleAddress, "5432", KnownNetworkIdentifiers.DefaultAspireContainerNetwork));
        }

        var servers = Assert.IsType<ContainerFile>(Assert.Single(await FilesAsync(Assert.Single(builder.Resources.OfType<PgAdminContainerResource>()))));
        var bookmarks = Assert.IsType<ContainerDirectory>(Assert.Single(await FilesAsync(Assert.Single(builder.Resources.OfType<PgWebContainerResource>()))));

        Assert.Equal(2, builder.Resources.Count(r => r is PgAdminContainerResource or PgWebContainerResource && r.HasAnnotationOfType<ManifestPublishingCallbackAnnotation>()));
        Assert.Contains("\"1\":{\"Name\":\"first\"", servers.Contents, StringComparison.Ordinal);
        Assert.Contains("\"Host\":\"second.dev.internal\",\"Port\":5432,\"Username\":\"postgres\"", servers.Contents, StringComparison.Ordinal);
        var bookmark = Assert.IsType<ContainerFile>(Assert.Single(Assert.IsType<ContainerDirectory>(Assert.Single(bookmarks.Entries)).Entries));
        Assert.Equal("shop.toml", bookmark.Name);
        Assert.StartsWith("host = \"second.dev.internal\"\nport = 5432\nuser = \"postgres\"\npassword = \"it", bookmark.Contents, StringComparison.Ordinal);

        static async Task<IEnumerable<ContainerFileSystemItem>> FilesAsync(ContainerResource resource) =>
            await resource.Annotations.OfType<ContainerFileSystemCallbackAnnotation>().Single().Callback(
                new() { Model = resource, Services = new NoServices() },
                TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task The_pages_find_their_files_and_both_servers()
    {
        const string read = "for host in first second; do until wget -qO- http://$host.dev.internal:5432/index.html; do sleep 1; done; done; ";
        await Docker.RequireAsync();
        await using var application = await EngineApplication.StartAsync(builder =>
        {
            foreach (var name in (string[])["first", "second"])
            {
                builder.AddPostgres(name).AsBox($"mkdir -p /www; echo {name} answers > /www/index.html; exec httpd -f -p 5432 -h /www")
                    .WithPgAdmin(page => page.AsBox(read + "cat /pgadmin4/servers.json; echo; echo read"))
                    .WithPgWeb(page => page.AsBox(read + "cat /.pgweb/bookmarks/*; echo read"))
                    .AddDatabase($"{name}-shop");
            }
        });

        var servers = await application.LogUntilAsync("pgadmin", l => l == "read");
        var bookmarks = await application.LogUntilAsync("pgweb", l => l == "read");

        Assert.All((string[])["first", "second"], name =>
        {
            Assert.Contains($"{name} answers", servers);
            Assert.Contains(servers, l => l.Contains($"\"Host\":\"{name}.dev.internal\",\"Port\":5432,", StringComparison.Ordinal));
            Assert.Contains($"{name} answers", bookmarks);
            Assert.Contains($"host = \"{name}.dev.internal\"", bookmarks);
            Assert.Contains($"database = \"{name}-shop\"", bookmarks);
        });
    }

    private static async Task<NpgsqlConnection> OpenAsync(string text, string? database)
    {
        var settings = new NpgsqlConnectionStringBuilder(text) { Pooling = false };
        settings.Database = database ?? settings.Database;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(Engine.Bound());
        return connection;
    }

    private sealed class NoServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}
