using Platform.AppHost.State;

namespace Platform.AppHost.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateDirectory(
        System.IO.Path.Combine(TemporaryStorage.Folder, $"apphost-tests-{System.IO.Path.GetRandomFileName()}")).FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
