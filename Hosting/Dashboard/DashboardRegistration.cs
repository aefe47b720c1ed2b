using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Interactions;

namespace Platform.Hosting.Dashboard;

internal static class DashboardRegistration
{
    /// <summary>Adds the dashboard and the prompts that it shows.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        // With a dashboard, people can start again what failed, so waits outlast failures; without one nobody can.
        services.AddOptions<ResourceNotificationServiceOptions>().Configure<DistributedApplicationOptions>((waits, application) =>
            waits.DefaultWaitBehavior = application.DisableDashboard
                ? WaitBehavior.StopOnResourceUnavailable
                : WaitBehavior.WaitOnResourceUnavailable);

        return services
            .AddSingleton<InteractionService>()
            .AddSingleton<IInteractionService>(provider => provider.GetRequiredService<InteractionService>())
            .AddSingleton<DashboardHost>();
    }
}
