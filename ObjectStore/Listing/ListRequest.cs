using System.Globalization;
using Platform.ObjectStore.Http;

namespace Platform.ObjectStore.Listing;

/// <summary>Parameters that all listings share.</summary>
internal sealed record ListRequest(string Prefix, string? Delimiter, int MaxKeys, bool UrlEncodes)
{
    private const int PageLimit = 1000;

    public static ListRequest From(S3Context context, string maxParameter = "max-keys")
    {
        var request = context.Request;
        var encoding = request["encoding-type"];
        if (encoding is not (null or "" or "url"))
        {
            throw S3Error.InvalidArgument.With("Invalid Encoding Method specified in Request", ("ArgumentName", "encoding-type"), ("ArgumentValue", encoding));
        }
        return new ListRequest(
            request["prefix"] ?? "",
            request["delimiter"] is { Length: > 0 } delimiter ? delimiter : null,
            Number(context, maxParameter, PageLimit, PageLimit),
            encoding == "url");
    }

    /// <summary>A key or prefix as it goes into the answer.</summary>
    public string Encode(string text) => UrlEncodes ? PercentCoding.Encode(text, keepSlash: true) : text;

    /// <summary>The common prefix that a key is rolled up into, or null.</summary>
    public string? CommonPrefix(string key)
    {
        if (Delimiter is null)
        {
            return null;
        }
        var end = key.IndexOf(Delimiter, Prefix.Length, StringComparison.Ordinal);
        return end < 0 ? null : key[..(end + Delimiter.Length)];
    }

    public static int Number(S3Context context, string name, int otherwise, int limit)
    {
        if (context.Request[name] is not { Length: > 0 } text)
        {
            return otherwise;
        }
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number >= 0 ? Math.Min(number, limit)
                : throw S3Error.InvalidArgument.With($"Argument {name} must be an integer between 0 and 2147483647", ("ArgumentName", name), ("ArgumentValue", text))
            : throw S3Error.InvalidArgument.With($"Provided {name} not an integer or within integer range", ("ArgumentName", name), ("ArgumentValue", text));
    }
}
