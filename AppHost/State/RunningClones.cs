using System.Security.Cryptography;
using System.Text;

namespace Platform.AppHost.State;

/// <summary>
/// The clones that this user runs now, each with its ports, so that a clone can keep out of another's way. Held in the user's
/// cache; where that cannot be written, clones do not know of each other and a taken port is an error like any other.
/// </summary>
internal sealed class RunningClones(string folder)
{
    public RunningClones() : this(Path.Combine(UserCache.Folder, "running"))
    {
    }

    public IReadOnlyList<RunInfo> Others(string root) => Directory.Exists(folder)
        ? [.. Directory.EnumerateFiles(folder, "*.json").Select(TryRead).OfType<RunInfo>().Where(clone => clone.Root != root && clone.IsAlive)]
        : [];

    public void Add(RunInfo info)
    {
        try
        {
            OwnerOnly.CreateFolder(folder);
            StateFile.Write(FileOf(info.Root), info, StateJson.Default.RunInfo);
        }
        catch (PlatformException)
        {
        }
    }

    public void Remove(string root)
    {
        try
        {
            File.Delete(FileOf(root));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private string FileOf(string root) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)).AsSpan(0, 8)) + ".json");

    private static RunInfo? TryRead(string path)
    {
        try
        {
            return StateFile.Read(path, StateJson.Default.RunInfo);
        }
        catch (PlatformException)
        {
            return null;
        }
    }
}
