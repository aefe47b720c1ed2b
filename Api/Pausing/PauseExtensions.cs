using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Pausing;

internal static class PauseExtensions
{
    public static void AddPausing(this IHostApplicationBuilder builder)
    {
        builder.AddSettings<PauseSettings>();
        builder.Services.AddSingleton<PauseGate>();
        builder.Services.AddSingleton<StoreLinks>();
    }

    /// <summary>Has requests wait during a pause. It comes before everything that asks a store.</summary>
    public static void UsePausing(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PauseSettings>().Key.Length > 0)
        {
            app.UseMiddleware<PauseControl>();
        }
    }
}
