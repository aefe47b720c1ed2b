using System.Buffers.Binary;
using System.Text;

namespace Platform.ObjectStore.Metadata;

/// <summary>
/// How rows are named in the index. Names are joined by a zero byte, which neither bucket names nor object keys
/// contain, so rows sort by the UTF-8 bytes of the object key, the order in which S3 lists.
/// </summary>
internal static class Keys
{
    private const byte Buckets = (byte)'b';
    private const byte Objects = (byte)'o';
    private const byte Versions = (byte)'v';
    private const byte Uploads = (byte)'u';
    private const byte Parts = (byte)'p';
    private const byte Segments = (byte)'s';
    private const byte Writing = (byte)'i';
    private const byte Deleting = (byte)'d';

    public static byte[] AllBuckets { get; } = [Buckets, 0];

    /// <summary>Blobs that were begun and not yet committed.</summary>
    public static byte[] AllWriting { get; } = [Writing, 0];

    /// <summary>Blobs that nothing refers to any more and whose files may still exist.</summary>
    public static byte[] AllDeleting { get; } = [Deleting, 0];

    public static byte[] Bucket(string bucket) => Join(Buckets, bucket);

    /// <summary>The current version of each object in the bucket.</summary>
    public static byte[] ObjectsOf(string bucket) => Join(Objects, bucket, "");

    public static byte[] Object(string bucket, string key) => Join(Objects, bucket, key);

    /// <summary>Noncurrent versions in the bucket.</summary>
    public static byte[] VersionsOf(string bucket) => Join(Versions, bucket, "");

    /// <summary>Noncurrent versions of one object, newest first.</summary>
    public static byte[] VersionsOf(string bucket, string key) => Join(Versions, bucket, key, "");

    public static byte[] Version(string bucket, string key, ulong sequence) =>
        [.. VersionsOf(bucket, key), .. Bytes.BigEndian(~sequence)];

    public static byte[] UploadsOf(string bucket) => Join(Uploads, bucket, "");

    public static byte[] UploadsOf(string bucket, string key) => Join(Uploads, bucket, key, "");

    public static byte[] Upload(string bucket, string key, string uploadId) => Join(Uploads, bucket, key, uploadId);

    public static byte[] PartsOf(string uploadId) => Join(Parts, uploadId, "");

    public static byte[] Part(string uploadId, int number)
    {
        byte[] key = [.. PartsOf(uploadId), 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(key.AsSpan(key.Length - 2), (ushort)number);
        return key;
    }

    public static byte[] SegmentsOf(Guid id) => [Segments, 0, .. id.ToByteArray(bigEndian: true)];

    public static byte[] WritingOf(Guid blob) => [Writing, 0, .. blob.ToByteArray(bigEndian: true)];

    public static byte[] DeletingOf(Guid blob) => [Deleting, 0, .. blob.ToByteArray(bigEndian: true)];

    public static Guid BlobOf(ReadOnlySpan<byte> writingOrDeleting) => new(writingOrDeleting[2..], bigEndian: true);

    /// <summary>The part of a row's key that follows a prefix such as <see cref="ObjectsOf"/>.</summary>
    public static string Rest(byte[] key, byte[] prefix) => Encoding.UTF8.GetString(key.AsSpan(prefix.Length));

    private static byte[] Join(byte table, params ReadOnlySpan<string> names)
    {
        var length = 1;
        foreach (var name in names)
        {
            length += 1 + Encoding.UTF8.GetByteCount(name);
        }
        var key = new byte[length];
        key[0] = table;
        var position = 1;
        foreach (var name in names)
        {
            key[position++] = 0;
            position += Encoding.UTF8.GetBytes(name, key.AsSpan(position));
        }
        return key;
    }
}
