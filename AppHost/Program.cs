using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost;
using Platform.AppHost.CentralLogs;
using Platform.AppHost.Commands;
using Platform.AppHost.Commands.Verbs;
using Platform.AppHost.Containers;
using Platform.AppHost.Monitoring;
using Platform.AppHost.Processes;
using Platform.ServiceDefaults;

return await Failure.ExplainAsync(async () =>
{
    if (await VerbTable.RunAsync(args) is { } exitCode)
    {
        return exitCode;
    }

    var builder = DistributedApplication.CreateBuilder(Isolation.Expand(args));
    var platform = await builder.AddPlatformAsync();

    // Backing services
    var postgres = builder.AddPostgres(ResourceNames.Postgres, platform);
    var shopdb = postgres.AddDatabase(ResourceNames.ShopDb);
    var redis = builder.AddRedis(ResourceNames.Redis, platform);
    var storage = builder.AddStorage(ResourceNames.Storage, platform)
        .StartsFrom(Profile.Default, platform);

    // Data
    var migrations = builder.AddMigrations(ResourceNames.Migrations)
        .WithReference(shopdb, PostgresRoles.Owner)
        .WaitFor(shopdb);

    // API
    var api = builder.AddApi(ResourceNames.Api, platform)
        .WithReference(shopdb)
        .WithReference(redis)
        .WithReference(storage)
        .WithStorageEnvironment(storage)
        .WaitForCompletion(migrations)
        .WaitFor(redis); // not for storage: uploads wait for it by themselves, and everything else works without

    // Observability
    var mail = await builder.AddMailAsync(ResourceNames.Mail, platform);
    if (platform.HasMonitoring && mail is not null)
    {
        var chat = builder.AddChat(ResourceNames.Chat, platform);
        var alertmanager = builder.AddAlertmanager(ResourceNames.Alertmanager, mail, chat, platform);
        builder.AddPostgresExporter(ResourceNames.PostgresExporter, shopdb, platform);
        builder.AddRedisExporter(ResourceNames.RedisExporter, redis, platform);
        builder.AddMachineExporter(ResourceNames.MachineExporter, platform);
        builder.AddProber(ResourceNames.BlackboxExporter, platform);
        var prometheus = builder.AddPrometheus(ResourceNames.Prometheus, alertmanager, platform);
        builder.AddGrafana(ResourceNames.Grafana, prometheus, platform);
    }

    builder.AddCentralLogs(platform);
    builder.AddMonitoringStarter();

    // Optional tools
    await builder.AddRedisBrowserAsync(ResourceNames.RedisBrowser, redis, platform);
    await builder.AddDatabaseAdminAsync(ResourceNames.DatabaseAdmin, shopdb, platform);

    shopdb.WithDatabaseCommands(migrations, redis, platform)
        .WithSnapshotCommands([postgres.Resource, redis.Resource, storage.Resource], [api.Resource], migrations.Resource, platform);
    builder.AddLimits(platform);
    builder.AddControls(platform);

    // The official library ends a run without disposing what it used.
    await using var application = builder.Build();
    await application.RunAsync();
    return 0;
});
