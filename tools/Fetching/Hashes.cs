using System.Security.Cryptography;
using Platform.Tools.Declarations;

namespace Platform.Tools.Fetching;

/// <summary>Holds downloads against the hashes in <c>tools.json</c>.</summary>
internal static class Hashes
{
    /// <summary>
    /// Accepts <c>sha512-</c> and base64, as npm writes integrity, and <c>sha256-</c> and hexadecimal, as Debian does.
    /// </summary>
    /// <exception cref="DamagedDownload">The file is another one.</exception>
    public static async Task VerifyAsync(string path, Package package, CancellationToken cancellationToken)
    {
        if (package.Hash is null)
        {
            return;
        }

        await using var file = File.OpenRead(path);
        var actual = package.Hash.StartsWith("sha512-", StringComparison.Ordinal)
            ? "sha512-" + Convert.ToBase64String(await SHA512.HashDataAsync(file, cancellationToken))
            : "sha256-" + Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        if (actual != package.Hash)
        {
            throw new DamagedDownload(
                $"{package.Name} {package.Version} has the hash {actual} instead of {package.Hash}: it was altered or truncated on its way");
        }
    }
}
