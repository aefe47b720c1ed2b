namespace Platform.Hosting.Tests.Orchestration;

/// <summary>A project of a test's own, which says a word and runs on.</summary>
internal sealed class ProjectFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("project");

    public ProjectFolder()
    {
        File.WriteAllText(ProjectFile, """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
              </PropertyGroup>
            </Project>
            """);
        Say("one");
    }

    public string ProjectFile => Path.Combine(_folder.FullName, "program.csproj");

    public void Say(string word) => Write($"System.Console.WriteLine(\"says {word}\"); System.Threading.Thread.Sleep(System.Threading.Timeout.Infinite);");

    public void Break() => Write("nonsense");

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string source) => File.WriteAllText(Path.Combine(_folder.FullName, "Program.cs"), source);
}
