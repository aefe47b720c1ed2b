namespace Platform.ObjectStore.Checksums;

/// <summary>A checksum as stored with an object or a part: base64, for composite ones with "-N".</summary>
internal sealed record Checksum(ChecksumAlgorithm Algorithm, string Value, ChecksumType Type);
