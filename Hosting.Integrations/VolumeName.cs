using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Integrations;

/// <summary>Names for volumes that a resource finds again in every run, and no other AppHost takes.</summary>
internal static partial class VolumeName
{
    /// <returns><c>application-0123456789-resource-suffix</c>, the digits being those of the AppHost's path.</returns>
    public static string For<T>(IResourceBuilder<T> builder, string suffix) where T : IResource
    {
        var application = builder.ApplicationBuilder;
        var name = Invalid().Replace(application.Environment.ApplicationName, "_").ToLowerInvariant();
        return $"{name}-{application.Configuration["AppHost:Sha256"]![..10].ToLowerInvariant()}-{builder.Resource.Name}-{suffix}";
    }

    [GeneratedRegex("^[^a-zA-Z0-9]|[^a-zA-Z0-9_.-]")]
    private static partial Regex Invalid();
}
