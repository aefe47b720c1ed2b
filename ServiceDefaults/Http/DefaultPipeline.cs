using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Platform.ServiceDefaults.Http;

/// <summary>Puts what every request passes first in front of the service's own pipeline.</summary>
internal sealed class DefaultPipeline(HttpSettings settings) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        if (settings.TrustedProxies.Length > 0)
        {
            app.UseForwardedHeaders();
        }

        app.UseMiddleware<RequestContext>();
        app.UseResponseCompression();
        if (settings.AllowedOrigins.Length > 0)
        {
            app.UseCors();
        }

        next(app);
    };
}
