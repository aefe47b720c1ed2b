using System.Security.Cryptography;

namespace Platform.Api.Identity.KeyRing;

/// <summary>Keys for development, each made once and readable by its owner only.</summary>
internal static class DevelopmentKey
{
    /// <summary>The key of this name, in Base64, 256 bits.</summary>
    public static string Get(string folder, string name)
    {
        var path = Path.Combine(folder, $"{name}.key");
        if (!File.Exists(path))
        {
            Create(folder, path);
        }

        return File.ReadAllText(path);
    }

    private static void Create(string folder, string path)
    {
        var draft = Path.Combine(folder, $".{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new StreamWriter(draft, options))
        {
            file.Write(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        }

        try
        {
            // Two that start at once: one file wins, and both read it.
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }
    }
}
