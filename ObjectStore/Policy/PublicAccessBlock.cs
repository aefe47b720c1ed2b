using Platform.ObjectStore.Http;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Policy;

/// <summary>Settings that keep a bucket private whatever its policy says.</summary>
internal sealed record PublicAccessBlock(bool BlockPublicAcls, bool IgnorePublicAcls, bool BlockPublicPolicy, bool RestrictPublicBuckets)
{
    public static readonly PublicAccessBlock None = new(false, false, false, false);

    public static PublicAccessBlock Parse(string document)
    {
        var root = XmlRequest.Parse(System.Text.Encoding.UTF8.GetBytes(document), "PublicAccessBlockConfiguration");
        root.Allow("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets");
        return new PublicAccessBlock(
            Flag(root, "BlockPublicAcls"), Flag(root, "IgnorePublicAcls"), Flag(root, "BlockPublicPolicy"), Flag(root, "RestrictPublicBuckets"));
    }

    public void Write(System.Xml.XmlWriter xml)
    {
        xml.WriteElementString("BlockPublicAcls", BlockPublicAcls ? "true" : "false");
        xml.WriteElementString("IgnorePublicAcls", IgnorePublicAcls ? "true" : "false");
        xml.WriteElementString("BlockPublicPolicy", BlockPublicPolicy ? "true" : "false");
        xml.WriteElementString("RestrictPublicBuckets", RestrictPublicBuckets ? "true" : "false");
    }

    private static bool Flag(XmlRequest root, string name) => root.Value(name)?.Trim().ToLowerInvariant() switch
    {
        null or "false" => false,
        "true" => true,
        var other => throw S3Error.MalformedXml.With($"{name} is \"{other}\", expected true or false."),
    };
}
