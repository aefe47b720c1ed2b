using System.Text;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Signing;

/// <summary>The canonical request of Signature V4, rebuilt from what arrived.</summary>
internal static class CanonicalRequest
{
    private const string SignatureParameter = "X-Amz-Signature";

    public static string StringToSign(HttpContext http, S3Request request, SigningScope scope, string[] signedHeaders, string payloadHash)
    {
        var canonical = new StringBuilder(1024);
        canonical.Append(http.Request.Method).Append('\n');
        canonical.Append(PercentCoding.Encode(request.Path, keepSlash: true)).Append('\n');
        AppendQuery(canonical, request.Query);
        canonical.Append('\n');
        foreach (var name in signedHeaders)
        {
            canonical.Append(name).Append(':');
            AppendHeader(canonical, http.Request.Headers[name]);
            canonical.Append('\n');
        }
        canonical.Append('\n').AppendJoin(';', signedHeaders).Append('\n').Append(payloadHash);
        // Kestrel hands header bytes over as Latin-1, so this gives back the bytes that were signed.
        var hash = SigningScope.Sha256(Encoding.Latin1.GetBytes(canonical.ToString()));
        return $"{SigningScope.Algorithm}\n{scope.Timestamp}\n{scope.Name}\n{hash}";
    }

    private static void AppendQuery(StringBuilder canonical, IReadOnlyList<KeyValuePair<string, string>> query)
    {
        var pairs = new List<(string Name, string Value)>(query.Count);
        foreach (var (name, value) in query)
        {
            if (name != SignatureParameter)
            {
                pairs.Add((PercentCoding.Encode(name), PercentCoding.Encode(value)));
            }
        }
        pairs.Sort(static (a, b) =>
        {
            var order = string.CompareOrdinal(a.Name, b.Name);
            return order != 0 ? order : string.CompareOrdinal(a.Value, b.Value);
        });
        for (var i = 0; i < pairs.Count; i++)
        {
            canonical.Append(i == 0 ? "" : "&").Append(pairs[i].Name).Append('=').Append(pairs[i].Value);
        }
    }

    private static void AppendHeader(StringBuilder canonical, Microsoft.Extensions.Primitives.StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
            {
                canonical.Append(',');
            }
            var space = false;
            foreach (var character in values[i].AsSpan().Trim())
            {
                if (character == ' ' && space)
                {
                    continue;
                }
                space = character == ' ';
                canonical.Append(character);
            }
        }
    }
}
