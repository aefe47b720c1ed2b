using Platform.Tools.Fetching;

namespace Platform.Tools.Tests.Workplace;

/// <summary>A folder for PATH with programs of a test's own, and with some of the machine's.</summary>
internal sealed class ProgramFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Path => folder;

    /// <summary>The absolute path of one of the machine's programs.</summary>
    public static string Find(string program) => Programs.Find(program) ?? throw new InvalidOperationException($"{program} is not on PATH");

    /// <summary>Puts programs of the machine into the folder.</summary>
    public void Link(IEnumerable<string> programs)
    {
        foreach (var program in programs)
        {
            // A script, because some programs look for their files beside the path they are started by.
            Script(program, $"exec '{Find(program)}' \"$@\"");
        }
    }

    /// <summary>Puts a program into the folder that is a script for bash.</summary>
    public void Script(string name, string text)
    {
        var file = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.WriteAllText(file, $"#!{Find("bash")}\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => folder.Dispose();
}
