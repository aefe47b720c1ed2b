using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Containers;

/// <summary>An engine whose Docker is at an address of its own, where there may be none.</summary>
internal sealed class DockerElsewhere : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    public DockerElsewhere()
    {
        var program = Path.Combine(_folder.FullName, "dcp");
        File.WriteAllText(program, $"#!/bin/sh\nDOCKER_HOST=unix://{Socket} exec {Engine.Options.DcpPath} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Setting = $"--DcpPublisher:CliPath={program}";
    }

    /// <summary>The address.</summary>
    public string Socket => Path.Combine(_folder.FullName, "docker.sock");

    public string Folder => _folder.FullName;

    /// <summary>The application's argument.</summary>
    public string Setting { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
