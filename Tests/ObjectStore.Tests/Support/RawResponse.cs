using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Platform.ObjectStore.Tests.Support;

internal sealed record RawResponse(int Status, Dictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The code of the error document, or null where there is none.</summary>
    public string? Code => Body.Length > 0 && Text.StartsWith('<') ? XDocument.Parse(Text).Root?.Element("Code")?.Value : null;

    public static async Task<RawResponse> ReadAsync(Stream stream)
    {
        using var all = new MemoryStream();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await stream.CopyToAsync(all, timeout.Token);
        }
        catch (IOException) when (all.Length > 0)
        {
            // The server may close while we were still sending; what it answered before counts.
        }
        var content = all.ToArray();
        var end = content.AsSpan().IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return new RawResponse(0, [], []);
        }
        var lines = Encoding.Latin1.GetString(content, 0, end).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2))
            .GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => string.Join(",", group.Select(pair => pair[1].Trim())), StringComparer.OrdinalIgnoreCase);
        return new RawResponse(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, content[(end + 4)..]);
    }
}
