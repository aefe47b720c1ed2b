using System.Text;
using System.Xml;

namespace Platform.ObjectStore.Xml;

/// <summary>Writes the XML answers of the S3 API.</summary>
internal static class XmlResponse
{
    public const string ContentType = "application/xml";
    public const string Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

    // Keys may hold characters that XML 1.0 has no room for; S3 sends them as references, so checking is off.
    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        CheckCharacters = false,
        NewLineHandling = NewLineHandling.Entitize,
    };

    public static ReadOnlyMemory<byte> Build(string root, string? xmlNamespace, Action<XmlWriter> content)
    {
        var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, Settings))
        {
            xml.WriteStartElement(root, xmlNamespace);
            content(xml);
            xml.WriteEndElement();
        }
        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    public static async Task WriteXmlAsync(this HttpResponse response, string root, Action<XmlWriter> content)
    {
        var body = Build(root, Namespace, content);
        response.ContentType = ContentType;
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }

    /// <summary>Times in XML: ISO 8601 with milliseconds.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    public static string Quote(string etag) => $"\"{etag}\"";
}
