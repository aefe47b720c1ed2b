using System.Net;
using Microsoft.Extensions.Configuration;

namespace Platform.Hosting.Dashboard;

/// <summary>The environment of the dashboard's process.</summary>
internal static class DashboardEnvironment
{
    private const string SettingsPrefix = "ASPIRE_DASHBOARD_";

    public static Dictionary<string, string> Create(DashboardSettings settings, IPEndPoint resourceService, IConfiguration configuration)
    {
        // The dashboard's own settings pass through; what is computed here comes after and wins.
        var environment = configuration.AsEnumerable()
            .Where(pair => pair.Key.StartsWith(SettingsPrefix, StringComparison.OrdinalIgnoreCase) && pair.Value is not null)
            .ToDictionary(pair => pair.Key, pair => pair.Value!);

        environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        environment["ASPNETCORE_URLS"] = Join(settings.FrontendUrls);
        environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Join([settings.OtlpGrpcUrl]);
        environment["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Join([settings.OtlpHttpUrl]);
        environment["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = $"http://{resourceService}";
        environment["ASPIRE_DASHBOARD_API_ENABLED"] = "true";
        environment["DASHBOARD__FRONTEND__PUBLICURL"] = Join([settings.FrontendUrls[0]]);
        environment["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey";
        environment["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = settings.ResourceServiceApiKey;

        // Without profile-guided recompilation it needs a quarter less processor time until it answers, and a third less a second later.
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_TC_CallCountingDelayMs"] = "7D0"; // 2,000 ms, in hexadecimal: nothing is compiled twice during the start
        Secure("FRONTEND", "BrowserToken", "BROWSERTOKEN", settings.BrowserToken);
        Secure("OTLP", "ApiKey", "PRIMARYAPIKEY", settings.OtlpApiKey);
        Secure("API", "ApiKey", "PRIMARYAPIKEY", settings.TelemetryApiKey);
        return environment;

        void Secure(string section, string mode, string keyName, string? key)
        {
            environment[$"DASHBOARD__{section}__AUTHMODE"] = key is null ? "Unsecured" : mode;
            if (key is not null)
            {
                environment[$"DASHBOARD__{section}__{keyName}"] = key;
            }
        }
    }

    private static string Join(IEnumerable<Uri> urls) => string.Join(';', urls.Select(url => url.GetLeftPart(UriPartial.Authority)));
}
