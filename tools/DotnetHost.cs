using System.Runtime.InteropServices;

namespace Platform.Tools;

/// <summary>The .NET installation that runs this process; .NET tools are installed and run with the same one.</summary>
internal static class DotnetHost
{
    // <root>/shared/Microsoft.NETCore.App/<version>/
    private static string Root =>
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    public static string Program => Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");

    public static IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string> { ["DOTNET_ROOT"] = Root };
}
