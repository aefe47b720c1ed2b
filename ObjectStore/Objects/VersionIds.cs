using System.Globalization;
using System.Security.Cryptography;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Objects;

/// <summary>Version ids: 16 hexadecimal digits of the version's sequence number, then 16 random ones.</summary>
internal static class VersionIds
{
    private const int Length = 32;

    public static string Create(ulong sequence) =>
        sequence.ToString("x16", CultureInfo.InvariantCulture) + RandomNumberGenerator.GetHexString(Length / 2, lowercase: true);

    /// <exception cref="S3Exception">InvalidArgument: no version ever had such an id.</exception>
    public static ulong Sequence(string versionId) =>
        versionId.Length == Length && versionId.All(char.IsAsciiHexDigitLower)
            ? ulong.Parse(versionId.AsSpan(0, Length / 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw S3Error.InvalidArgument.With("Invalid version id specified", ("ArgumentName", "versionId"), ("ArgumentValue", versionId));
}
