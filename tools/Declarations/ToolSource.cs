namespace Platform.Tools.Declarations;

/// <summary>One way to get a tool: packages of one package client, or a program that the machine already has.</summary>
internal sealed record ToolSource
{
    /// <summary>What downloads the packages.</summary>
    public PackageClient Client { get; init; }

    /// <summary>A .NET runtime identifier such as <c>linux-x64</c>, or <c>any</c>.</summary>
    public string Platform { get; init; } = "any";

    /// <summary>Exact packages, all of which are needed.</summary>
    public IReadOnlyList<Package> Packages { get; init; } = [];

    /// <summary>Program name to path in the tool's folder, where a folder may be <c>*</c>; to a file name for programs on PATH.</summary>
    public IReadOnlyDictionary<string, string> Programs { get; init; } = new Dictionary<string, string>();

    /// <summary>The folder name in the cache where it is not the tool's own version.</summary>
    public string? Version { get; init; }

    /// <summary>For programs on PATH: the oldest version taken.</summary>
    public string? MinimumVersion { get; init; }

    /// <summary>What is to be done after unpacking.</summary>
    public UnpackStep Unpack { get; init; }

    /// <summary>A folder for the loader's search path, relative to the tool's folder.</summary>
    public string? Libraries { get; init; }

    /// <summary>A program that must answer <c>--version</c> before the tool is taken as working.</summary>
    public string? Probe { get; init; }

    /// <summary>Bytes to download.</summary>
    public long DownloadSize { get; init; }

    /// <summary>Bytes on disk.</summary>
    public long InstalledSize { get; init; }

    /// <summary>Changes when another package is declared, so that what came from the former one is not used any more.</summary>
    public string Fingerprint =>
        Client is PackageClient.Path ? $"path>={MinimumVersion}" : string.Join(';', Packages.Select(package => package.ToString()));
}
