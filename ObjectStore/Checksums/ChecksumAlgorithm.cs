namespace Platform.ObjectStore.Checksums;

internal enum ChecksumAlgorithm
{
    Crc32,
    Crc32C,
    Crc64Nvme,
    Sha1,
    Sha256,
}

internal enum ChecksumType
{
    /// <summary>Over all bytes of the object.</summary>
    FullObject,

    /// <summary>Over the checksums of the parts, followed by "-" and their number.</summary>
    Composite,
}

internal static class ChecksumNames
{
    public static readonly ChecksumAlgorithm[] All = Enum.GetValues<ChecksumAlgorithm>();

    private static readonly string[] Headers =
        ["x-amz-checksum-crc32", "x-amz-checksum-crc32c", "x-amz-checksum-crc64nvme", "x-amz-checksum-sha1", "x-amz-checksum-sha256"];

    private static readonly string[] Elements =
        ["ChecksumCRC32", "ChecksumCRC32C", "ChecksumCRC64NVME", "ChecksumSHA1", "ChecksumSHA256"];

    private static readonly string[] Names = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

    public static string Header(this ChecksumAlgorithm algorithm) => Headers[(int)algorithm];

    public static string Element(this ChecksumAlgorithm algorithm) => Elements[(int)algorithm];

    public static string Name(this ChecksumAlgorithm algorithm) => Names[(int)algorithm];

    public static string Name(this ChecksumType type) => type == ChecksumType.FullObject ? "FULL_OBJECT" : "COMPOSITE";

    /// <summary>Length of the raw checksum in bytes.</summary>
    public static int Size(this ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc32 or ChecksumAlgorithm.Crc32C => 4,
        ChecksumAlgorithm.Crc64Nvme => 8,
        ChecksumAlgorithm.Sha1 => 20,
        _ => 32,
    };

    public static bool IsCrc(this ChecksumAlgorithm algorithm) => algorithm <= ChecksumAlgorithm.Crc64Nvme;

    public static ChecksumAlgorithm? Parse(string name)
    {
        var at = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : (ChecksumAlgorithm)at;
    }

    public static ChecksumAlgorithm? ParseHeader(string header)
    {
        var at = Array.FindIndex(Headers, known => known.Equals(header, StringComparison.OrdinalIgnoreCase));
        return at < 0 ? null : (ChecksumAlgorithm)at;
    }
}
