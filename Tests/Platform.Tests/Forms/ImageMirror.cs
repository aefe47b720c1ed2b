namespace Platform.Tests.Forms;

/// <summary>The pinned images under the names that a registry of one's own gives them; only the names are there, no such registry is.</summary>
internal sealed class ImageMirror : IAsyncDisposable
{
    private readonly Dictionary<string, string> _references = [];

    private ImageMirror()
    {
    }

    /// <summary>What <c>Platform:Registry</c> is set to.</summary>
    public string Registry { get; } = $"mirror.test/{Guid.NewGuid():N}";

    /// <summary>Names images.</summary>
    /// <param name="names">Their names in ContainerImages.</param>
    public static async Task<ImageMirror> MakeAsync(params string[] names)
    {
        var mirror = new ImageMirror();
        foreach (var name in names)
        {
            mirror._references[name] = await ContainerEngine.ReferenceAsync(name, mirror.Registry);
            await mirror.AddAsync(name);
        }

        return mirror;
    }

    /// <summary>The full reference of an image.</summary>
    public string this[string name] => _references[name];

    public async Task AddAsync(string name) => await ContainerEngine.LinesAsync("tag", await ContainerEngine.ReferenceAsync(name), _references[name]);

    public Task RemoveAsync(string name) => ContainerEngine.LinesAsync("image", "rm", "--force", _references[name]);

    public async ValueTask DisposeAsync()
    {
        foreach (var reference in _references.Values)
        {
            await ContainerEngine.RunAsync("image", "rm", "--force", reference);
        }
    }
}
