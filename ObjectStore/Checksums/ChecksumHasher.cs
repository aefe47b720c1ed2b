using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Platform.ObjectStore.Checksums;

/// <summary>Computes one of S3's five checksums over a stream of bytes.</summary>
internal sealed class ChecksumHasher(ChecksumAlgorithm algorithm) : IDisposable
{
    private readonly IncrementalHash? _hash = algorithm switch
    {
        ChecksumAlgorithm.Sha1 => IncrementalHash.CreateHash(HashAlgorithmName.SHA1),
        ChecksumAlgorithm.Sha256 => IncrementalHash.CreateHash(HashAlgorithmName.SHA256),
        _ => null,
    };

    private ulong _state = ulong.MaxValue;

    public ChecksumAlgorithm Algorithm => algorithm;

    public void Append(ReadOnlySpan<byte> data)
    {
        if (_hash is not null)
        {
            _hash.AppendData(data);
            return;
        }
        _state = algorithm switch
        {
            ChecksumAlgorithm.Crc32 => TableCrc.Crc32.Append((uint)_state, data),
            ChecksumAlgorithm.Crc32C => Crc32C.Append((uint)_state, data),
            _ => TableCrc.Crc64Nvme.Append(_state, data),
        };
    }

    /// <summary>The checksum as S3 sends it: big-endian bytes in base64.</summary>
    public string Finish()
    {
        if (_hash is not null)
        {
            return Convert.ToBase64String(_hash.GetHashAndReset());
        }
        Span<byte> bytes = stackalloc byte[8];
        if (algorithm == ChecksumAlgorithm.Crc64Nvme)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, ~_state);
            return Convert.ToBase64String(bytes);
        }
        BinaryPrimitives.WriteUInt32BigEndian(bytes, ~(uint)_state);
        return Convert.ToBase64String(bytes[..4]);
    }

    public static string Compute(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> data)
    {
        using var hasher = new ChecksumHasher(algorithm);
        hasher.Append(data);
        return hasher.Finish();
    }

    public void Dispose() => _hash?.Dispose();
}
