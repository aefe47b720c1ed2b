using System.Runtime.InteropServices;

namespace Platform.AppHost.Processes;

/// <summary>Whoever runs this program, as Linux and macOS number users.</summary>
internal static partial class UnixUser
{
    public static bool IsRoot => !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>User and group, as <c>1000:1000</c>.</summary>
    public static string Current => $"{GetEffectiveUser()}:{GetEffectiveGroup()}";

    /// <summary>Gives root a folder with all that is in it, which a container has given to a user of its own.</summary>
    public static void TakeAsRoot(string folder)
    {
        if (!IsRoot || !Directory.Exists(folder))
        {
            return;
        }

        Take(folder);
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories))
        {
            Take(path);
        }
    }

    private static void Take(string path)
    {
        // It may be gone by now.
        if (ChangeOwner(path, 0, 0) != 0 && Path.Exists(path))
        {
            throw new IOException($"{path} cannot be given to root: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "getegid")]
    private static partial uint GetEffectiveGroup();

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);
}
