using System.Reflection;

namespace Platform.AppHost.State;

/// <summary>The clone that this program was built from.</summary>
internal static class Clone
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(
        typeof(Clone).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "apphostprojectpath").Value!, ".."));

    /// <summary>The path of its state folder, as a run from the command line takes it.</summary>
    public static string StatePath => StateFolder.PathFor(
        Folder, Environment.GetEnvironmentVariable("Platform__State") is { Length: > 0 } chosen ? Path.GetFullPath(chosen) : null);
}
