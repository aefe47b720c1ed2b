using System.Xml;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Xml;

/// <summary>
/// A parsed XML request, as a small tree of elements without namespaces. Document types and entities are refused,
/// so a short body cannot grow in memory.
/// </summary>
internal sealed class XmlRequest(string name, string? type)
{
    private const int MaxDepth = 32;
    private readonly List<XmlRequest> _children = [];

    public string Name => name;

    /// <summary>The xsi:type attribute, which grantees carry.</summary>
    public string? Type => type;

    public string Text { get; private set; } = "";

    public IReadOnlyList<XmlRequest> Children => _children;

    /// <exception cref="S3Exception">MalformedXML: not XML, or another root element.</exception>
    public static XmlRequest Parse(ReadOnlyMemory<byte> body, params string[] roots)
    {
        try
        {
            using var stream = new MemoryStream(body.ToArray());
            using var reader = XmlReader.Create(stream, new XmlReaderSettings
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                IgnoreProcessingInstructions = true,
                CheckCharacters = false,
            });
            var root = Read(reader);
            return roots.Contains(root.Name)
                ? root
                : throw S3Error.MalformedXml.With($"The root element is {root.Name}, expected {string.Join(" or ", roots)}.");
        }
        catch (XmlException e)
        {
            throw S3Error.MalformedXml.With($"{S3Error.MalformedXml.Message} {e.Message}");
        }
    }

    public IEnumerable<XmlRequest> All(string child) => _children.Where(element => element.Name == child);

    public XmlRequest? Child(string child) => _children.Find(element => element.Name == child);

    public string? Value(string child) => Child(child)?.Text;

    /// <exception cref="S3Exception">MalformedXML: the element is missing.</exception>
    public string Required(string child) =>
        Value(child) ?? throw S3Error.MalformedXml.With($"{Name} has no {child}.");

    /// <exception cref="S3Exception">MalformedXML: not a whole number of 32 bits.</exception>
    public int? Number(string child) => Value(child) is not { } text ? null
        : int.TryParse(text.Trim(), out var number) ? number
        : throw S3Error.MalformedXml.With($"{child} is \"{text}\", expected a whole number.");

    /// <exception cref="S3Exception">MalformedXML: an element that is not in the list.</exception>
    public void Allow(params string[] names)
    {
        if (_children.Find(element => !names.Contains(element.Name)) is { } unknown)
        {
            throw S3Error.MalformedXml.With($"{Name} cannot contain {unknown.Name}.");
        }
    }

    /// <summary>Writes the element's content as it was read, without the namespaces.</summary>
    public void WriteContent(XmlWriter xml)
    {
        if (_children.Count == 0)
        {
            xml.WriteString(Text);
        }
        foreach (var child in _children)
        {
            xml.WriteStartElement(child.Name);
            child.WriteContent(xml);
            xml.WriteEndElement();
        }
    }

    public void Add(string child, string text) => _children.Add(new XmlRequest(child, null) { Text = text });

    private static XmlRequest Read(XmlReader reader)
    {
        var open = new Stack<XmlRequest>();
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new XmlRequest(reader.LocalName, reader.GetAttribute("type", "http://www.w3.org/2001/XMLSchema-instance"));
                    if (open.TryPeek(out var parent))
                    {
                        parent._children.Add(element);
                    }
                    if (open.Count >= MaxDepth)
                    {
                        throw S3Error.MalformedXml.With("The elements are nested too deeply.");
                    }
                    if (!reader.IsEmptyElement)
                    {
                        open.Push(element);
                    }
                    else if (open.Count == 0)
                    {
                        return element;
                    }
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace when open.Count > 0:
                    open.Peek().Text += reader.Value;
                    break;
                case XmlNodeType.EndElement:
                    var closed = open.Pop();
                    if (open.Count == 0)
                    {
                        while (reader.Read())
                        {
                            // Whatever follows the root must still be well-formed.
                        }
                        return closed;
                    }
                    break;
            }
        }
        throw S3Error.MalformedXml;
    }
}
