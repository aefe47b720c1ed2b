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

    /// <summary>Those that run now; what killed ones left behind is removed.</summary>
    public IReadOnlyList<RunInfo> Others(string root)
    {
        var others = new List<RunInfo>();
        foreach (var file in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, "*.json") : [])
        {
            if (TryRead(file) is not { IsAlive: true } clone)
            {
                TryDelete(file);
            }
            else if (clone.Root != root)
            {
                others.Add(clone);
            }
        }

        return others;
    }

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

    public void Remove(string root) => TryDelete(FileOf(root));

    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
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
