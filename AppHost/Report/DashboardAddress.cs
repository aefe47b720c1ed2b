namespace Platform.AppHost.Report;

/// <summary>Where the dashboard is.</summary>
/// <param name="BaseUrl">Such as <c>http://localhost:18888</c>.</param>
/// <param name="Token">What signs a browser in; null when nothing is needed.</param>
internal sealed record DashboardAddress(string BaseUrl, string? Token)
{
    /// <summary>The name that the hosting library gives the dashboard's resource.</summary>
    public const string ResourceName = "aspire-dashboard";

    public ResourceUrl Url => new("dashboard", Token is null ? BaseUrl : $"{BaseUrl}/login?t={Token}");
}
