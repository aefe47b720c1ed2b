using System.Text.Json.Serialization;

namespace Platform.Hosting.Dcp;

internal sealed class VolumeMount
{
    public const string Bind = "bind";
    public const string Volume = "volume";

    public string Type { get; set; } = Bind;

    /// <summary>A path on the host, or the name of a volume.</summary>
    public string Source { get; set; } = "";

    public string Target { get; set; } = "";

    public bool? ReadOnly { get; set; }
}

internal sealed class ContainerPort
{
    [JsonPropertyName("containerPort")]
    public int Port { get; set; }

    /// <summary>Missing: the engine picks one.</summary>
    public int? HostPort { get; set; }

    public string? Protocol { get; set; }

    [JsonPropertyName("hostIP")]
    public string? HostIp { get; set; }
}

internal sealed class ContainerLabel
{
    public string Key { get; set; } = "";

    public string Value { get; set; } = "";
}

internal sealed class ContainerNetworkConnectionConfig
{
    public string Name { get; set; } = "";

    public List<string>? Aliases { get; set; }
}

internal sealed class ContainerBuildContext
{
    public string Context { get; set; } = "";

    public string? Dockerfile { get; set; }

    public List<string>? Tags { get; set; }

    public List<EnvVar>? Args { get; set; }

    public List<ContainerBuildSecret>? Secrets { get; set; }

    public string? Stage { get; set; }

    public List<ContainerLabel>? Labels { get; set; }

    public string? Platform { get; set; }
}

internal sealed class ContainerBuildSecret
{
    /// <summary>env or file.</summary>
    public string? Type { get; set; }

    public string Id { get; set; } = "";

    public string? Source { get; set; }

    public string? Value { get; set; }
}

/// <summary>Files to put into a container before it starts.</summary>
internal sealed class CreateFileSystem
{
    public string? Destination { get; set; }

    public int? DefaultOwner { get; set; }

    public int? DefaultGroup { get; set; }

    /// <summary>Unix permission bits.</summary>
    public int? Umask { get; set; }

    public List<FileSystemEntry>? Entries { get; set; }
}

internal sealed class FileSystemEntry
{
    /// <summary>file, directory, symlink or openssl; missing means file.</summary>
    public string? Type { get; set; }

    public string Name { get; set; } = "";

    public int? Owner { get; set; }

    public int? Group { get; set; }

    /// <summary>Unix permission bits.</summary>
    public int? Mode { get; set; }

    public string? Source { get; set; }

    public string? Target { get; set; }

    public string? Contents { get; set; }

    /// <summary>Contents in base64.</summary>
    public string? RawContents { get; set; }

    public bool? ContinueOnError { get; set; }

    public List<FileSystemEntry>? Entries { get; set; }
}

internal sealed class ImageLayer
{
    public string Digest { get; set; } = "";

    public string? Source { get; set; }

    [JsonPropertyName("sha256")]
    public string? Sha256 { get; set; }

    public string? RawContents { get; set; }
}

internal sealed class ContainerPemCertificates
{
    public List<PemCertificate>? Certificates { get; set; }

    public string? Destination { get; set; }

    public List<string>? OverwriteBundlePaths { get; set; }

    public bool? ContinueOnError { get; set; }
}
