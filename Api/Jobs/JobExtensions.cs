using Platform.ServiceDefaults.Configuration;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.Api.Jobs;

internal static class JobExtensions
{
    public static void AddJobs(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<JobSettings>();
        builder.Services.AddSingleton<JobQueue>();
        builder.Services.AddHostedService<JobQueueMonitor>();
        if (settings.Workers > 0)
        {
            builder.Services.AddHostedService<JobWorker>();
            builder.Services.AddHostedService<JobPruner>();
        }

        builder.Services.Configure<TelemetryOptions>(options =>
        {
            options.Sources.Add(JobTelemetry.Name);
            options.Meters.Add(JobTelemetry.Name);
        });
    }
}
