namespace Platform.Tools.Declarations;

/// <summary>One way to get a tool: packages of one package client, or a program that the machine already has.</summary>
/// <param name="Client">The package client.</param>
/// <param name="Platform">A .NET runtime identifier such as <c>linux-x64</c>, or <c>any</c>.</param>
/// <param name="Packages">Exact packages.</param>
/// <param name="Programs">Program name to path in the tool's folder; a folder may be <c>*</c>.</param>
/// <param name="Version">The folder name in the cache where it is not the tool's own version.</param>
/// <param name="MinimumVersion">For <see cref="PackageClient.Path"/>: the oldest version taken.</param>
/// <param name="Unpack">What is to be done after unpacking.</param>
/// <param name="Libraries">A folder for the loader's search path, relative to the tool's folder.</param>
/// <param name="Probe">A program that must answer <c>--version</c> before the tool is taken as working.</param>
/// <param name="DownloadSize">Bytes to download.</param>
/// <param name="InstalledSize">Bytes on disk.</param>
internal sealed record ToolSource(
    PackageClient Client,
    string Platform,
    IReadOnlyList<Package> Packages,
    IReadOnlyDictionary<string, string> Programs,
    string? Version = null,
    string? MinimumVersion = null,
    UnpackStep Unpack = UnpackStep.None,
    string? Libraries = null,
    string? Probe = null,
    long DownloadSize = 0,
    long InstalledSize = 0)
{
    /// <summary>Changes when another package is declared, so that what came from the former one is not used any more.</summary>
    public string Fingerprint =>
        Client is PackageClient.Path ? $"path>={MinimumVersion}" : string.Join(';', Packages.Select(package => package.ToString()));
}

internal sealed record Package(string Name, string Version, string? Hash = null)
{
    public override string ToString() => $"{Name}@{Version}#{Hash}";
}

internal enum PackageClient
{
    Npm,
    Apt,
    DotnetTool,
    Path,
}

internal enum UnpackStep
{
    None,
    AspireBundle,
    PostgresLinks,
}
