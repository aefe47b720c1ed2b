namespace Platform.ObjectStore.Tests.Support;

internal sealed class TempDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("objectstore-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
