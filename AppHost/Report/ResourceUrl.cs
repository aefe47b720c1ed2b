namespace Platform.AppHost.Report;

/// <summary>Where people find a resource.</summary>
internal sealed record ResourceUrl(string Resource, string Url)
{
    /// <summary>The first address of a resource that is meant for people, or null.</summary>
    public static ResourceUrl? Of(ResourceEvent change) =>
        change.Resource.Name != DashboardAddress.ResourceName
        && change.Snapshot.Urls.FirstOrDefault(url => !url.IsInternal && Uri.IsWellFormedUriString(url.Url, UriKind.Absolute)) is { } found
            ? new ResourceUrl(change.Resource.Name, found.Url.TrimEnd('/'))
            : null;
}
