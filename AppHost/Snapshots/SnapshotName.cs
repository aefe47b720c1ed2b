using System.Text.RegularExpressions;

namespace Platform.AppHost.Snapshots;

/// <summary>Names of snapshots are names of folders, on every operating system.</summary>
internal static partial class SnapshotName
{
    // Windows keeps these for devices, whatever follows a dot.
    private static readonly string[] Reserved = ["con", "prn", "aux", "nul", "com", "lpt"];

    /// <exception cref="PlatformException">It cannot be a name.</exception>
    public static string Check(string name) =>
        Pattern().IsMatch(name) && !Reserved.Contains(name.Split('.')[0].TrimEnd("0123456789".ToCharArray()), StringComparer.OrdinalIgnoreCase)
            ? name
            : throw new PlatformException(
                $"'{name}' cannot be a snapshot's name. Use up to 64 letters, digits, '-', '_' and '.', beginning and ending with a letter or digit; names of devices are reserved.");

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?\z")]
    private static partial Regex Pattern();
}
