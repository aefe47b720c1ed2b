using Microsoft.Extensions.Configuration;
using Platform.AppHost.Report;

namespace Platform.AppHost;

/// <summary>Gives the dashboard this clone's ports and tokens, by the hosting library's own settings.</summary>
internal static class DashboardSetup
{
    /// <summary>The dashboard's port, where nobody else has it.</summary>
    public const int PreferredPort = 18888;

    private const int PreferredHttpsPort = 18443;

    public static DashboardAddress Configure(ConfigurationManager configuration, PlatformContext platform)
    {
        var address = $"http://localhost:{platform.Ports.Get("dashboard", PreferredPort, isFixed: true)}";
        configuration["ASPNETCORE_URLS"] = platform.HttpsPort("dashboard", PreferredHttpsPort) is { } https ? $"{address};https://localhost:{https}" : address;
        configuration["AppHost:DashboardApplicationName"] = "Platform";
        configuration["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = $"http://localhost:{platform.Ports.Get("otlp", 18889)}";
        configuration["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://localhost:{platform.Ports.Get("otlphttp", 18890)}";

        // Everything listens on loopback only.
        configuration["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] ??= "true";

        if (configuration.GetValue("ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS", false))
        {
            return new DashboardAddress(address, Token: null);
        }

        // Kept over restarts, so that a browser stays signed in.
        var token = configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"] ?? platform.Secrets.Get("dashboard-token");
        configuration["AppHost:BrowserToken"] = token;
        configuration["AppHost:OtlpApiKey"] = platform.Secrets.Get("dashboard-otlp");
        return new DashboardAddress(address, token);
    }
}
