using Platform.ServiceDefaults;
using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Health;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.Api.Storage;

internal static class StorageExtensions
{
    /// <summary>Adds the object storage. Without a connection string the shop runs, and what needs storage answers 503.</summary>
    public static void AddObjectStorage(this IHostApplicationBuilder builder)
    {
        var connection = Read(builder);
        builder.Services.AddSingleton(_ => new ObjectStorage(connection));
        builder.Services.AddHostedService<BucketSetup>();
        builder.Services.Configure<TelemetryOptions>(options =>
        {
            options.Sources.Add(StorageTelemetry.Name);
            options.Meters.Add(StorageTelemetry.Name);
        });
        if (connection is not null)
        {
            builder.Services.AddSingleton(new StorageHealth(connection));
            builder.Services.AddHealthCheck<StorageHealth>(ResourceNames.Storage, HealthTags.Ready);
        }
    }

    private static StorageConnection? Read(IHostApplicationBuilder builder)
    {
        var text = builder.AddSettings<ConnectionSettings>().Storage;
        try
        {
            return text.Length == 0 ? null : StorageConnection.Parse(text);
        }
        catch (FormatException e)
        {
            builder.AddSettingProblem(new($"ConnectionStrings__{ResourceNames.Storage}", e.Message, ConnectionSettings.StorageExample));
            return null;
        }
    }
}
