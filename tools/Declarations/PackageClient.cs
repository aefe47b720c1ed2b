namespace Platform.Tools.Declarations;

/// <summary>What downloads a tool.</summary>
internal enum PackageClient
{
    /// <summary>npm, with the machine's configuration.</summary>
    Npm,

    /// <summary>apt-get and dpkg, without root.</summary>
    Apt,

    /// <summary><c>dotnet tool install</c>.</summary>
    DotnetTool,

    /// <summary>Nothing: the program is on PATH.</summary>
    Path,
}
