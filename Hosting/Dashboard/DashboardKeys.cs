namespace Platform.Hosting.Dashboard;

/// <summary>Configuration keys of the dashboard.</summary>
internal static class DashboardKeys
{
    public const string FrontendUrls = "ASPNETCORE_URLS";
    public const string OtlpGrpcUrl = "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL";
    public const string OtlpHttpUrl = "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL";
    public const string ResourceServiceUrl = "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL";
    public const string AllowAnonymous = "ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS";
    public const string BrowserToken = "AppHost:BrowserToken";
    public const string OtlpApiKey = "AppHost:OtlpApiKey";
    public const string TelemetryApiKey = "AppHost:DashboardApiKey";
    public const string ResourceServiceApiKey = "AppHost:ResourceService:ApiKey";
    public const string ApplicationName = "AppHost:DashboardApplicationName";
    public const string RandomizePorts = "DcpPublisher:RandomizePorts";
}
