using Platform.Hosting.Notifications;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Property names that every resource may use.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>Where the resource comes from: an image, a path, a configuration key.</summary>
    public static string Source { get; } = KnownProperties.Source;

    /// <summary>The resource's connection string. Mark it sensitive.</summary>
    public static string ConnectionString { get; } = KnownProperties.ConnectionString;
}
