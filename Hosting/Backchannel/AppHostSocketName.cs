using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Hosting.Backchannel;

/// <summary>
/// Where the aspire CLI looks for running AppHosts: <c>~/.aspire/cli/bch/[id][instance].[pid]</c>. The id is the XXH3 hash
/// of the AppHost's path and the instance six random bytes, both base64url (11 and 8 characters).
/// </summary>
internal static class AppHostSocketName
{
    private const int IdLength = 11, InstanceLength = 8;

    public static string Folder => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aspire", "cli", "bch");

    public static string Create(string appHostPath, int pid) =>
        string.Create(CultureInfo.InvariantCulture, $"{Id(appHostPath)}{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(6))}.{pid}");

    /// <summary>The process that a socket of the same AppHost belongs to; null for any other file.</summary>
    public static int? FindPid(string fileName, string appHostPath) =>
        fileName.Length > IdLength + InstanceLength + 1
        && fileName.StartsWith(Id(appHostPath), StringComparison.Ordinal)
        && fileName[IdLength + InstanceLength] == '.'
        && int.TryParse(fileName.AsSpan(IdLength + InstanceLength + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? pid
            : null;

    private static string Id(string appHostPath)
    {
        // Paths on Windows are the same in any case.
        var path = OperatingSystem.IsWindows() ? appHostPath.ToUpperInvariant() : appHostPath;
        Span<byte> hash = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(hash, XxHash3.Hash(Encoding.UTF8.GetBytes(path)));
        return Base64Url.EncodeToString(hash);
    }
}
