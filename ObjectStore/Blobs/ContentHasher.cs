using System.Security.Cryptography;
using Platform.ObjectStore.Checksums;

namespace Platform.ObjectStore.Blobs;

/// <summary>All hashes that one pass over a body has to give.</summary>
internal sealed class ContentHasher(ChecksumAlgorithm? algorithm, bool needsSha256) : IDisposable
{
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash? _sha256 = needsSha256 ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly ChecksumHasher? _checksum = algorithm is { } chosen ? new ChecksumHasher(chosen) : null;

    public void Append(ReadOnlySpan<byte> data)
    {
        _md5.AppendData(data);
        _sha256?.AppendData(data);
        _checksum?.Append(data);
    }

    public ContentHashes Finish() => new(
        Convert.ToHexStringLower(_md5.GetHashAndReset()),
        _sha256 is null ? null : Convert.ToHexStringLower(_sha256.GetHashAndReset()),
        _checksum is null ? null : new Checksum(_checksum.Algorithm, _checksum.Finish(), ChecksumType.FullObject));

    public void Dispose()
    {
        _md5.Dispose();
        _sha256?.Dispose();
        _checksum?.Dispose();
    }
}

/// <param name="Md5">Lower-case hexadecimal.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
internal sealed record ContentHashes(string Md5, string? Sha256, Checksum? Checksum);
