using Platform.Hosting.Tests.Dcp;

namespace Platform.Hosting.Tests.Containers;

/// <summary>The engine, started by a script that changes its environment, in a folder of its own.</summary>
internal sealed class EngineScript : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    /// <param name="environment">Assignments of a shell, made for the folder.</param>
    public EngineScript(Func<string, string> environment)
    {
        var program = Path.Combine(_folder.FullName, "dcp");
        File.WriteAllText(program, $"#!/bin/sh\n{environment(_folder.FullName)} exec {Engine.Options.DcpPath} \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        Setting = $"--DcpPublisher:CliPath={program}";
    }

    public string Folder => _folder.FullName;

    /// <summary>The argument for an application that is to run on it.</summary>
    public string Setting { get; }

    public void Dispose() => _folder.Delete(recursive: true);
}
