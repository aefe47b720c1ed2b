using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Platform.ServiceDefaults.Telemetry;

namespace Platform.ServiceDefaults.Http;

/// <summary>Puts what every request passes first in front of the service's own pipeline.</summary>
internal sealed class DefaultPipeline : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.UseMiddleware<RequestTracing>();
        next(app);
    };
}
