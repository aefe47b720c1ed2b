using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Pausing;

/// <summary>Pausing a service: registration and requests.</summary>
public static class PauseExtensions
{
    /// <summary>Adds the gate, and what is let go for a pause.</summary>
    public static void AddPausing<T>(this IHostApplicationBuilder builder)
        where T : class, IPausable
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddSettings<PauseSettings>();
        builder.Services.AddSingleton<PauseGate>();
        builder.Services.AddSingleton<T>();
        builder.Services.AddSingleton<IPausable>(services => services.GetRequiredService<T>());
    }

    /// <summary>Has requests wait during a pause. It comes before everything that needs the data.</summary>
    public static void UsePausing(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        if (app.Services.GetRequiredService<PauseSettings>().Key.Length > 0)
        {
            app.UseMiddleware<PauseControl>();
        }
    }
}
