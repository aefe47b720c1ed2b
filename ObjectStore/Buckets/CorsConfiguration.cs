using System.Globalization;
using Platform.ObjectStore.Http;
using Platform.ObjectStore.Policy;
using Platform.ObjectStore.Xml;

namespace Platform.ObjectStore.Buckets;

/// <summary>Rules that say which pages in a browser may use a bucket.</summary>
internal sealed class CorsConfiguration(IReadOnlyList<CorsRule> rules)
{
    private const int MaxRules = 100;

    /// <summary>The first rule that allows the origin, the method and the headers.</summary>
    public CorsRule? Match(string origin, string method, IReadOnlyList<string> headers) =>
        rules.FirstOrDefault(rule => rule.AllowsOrigin(origin) && rule.Methods.Contains(method) && headers.All(rule.AllowsHeader));

    public static CorsConfiguration Parse(string document)
    {
        var root = XmlRequest.Parse(System.Text.Encoding.UTF8.GetBytes(document), "CORSConfiguration");
        var rules = root.All("CORSRule").Select(CorsRule.Parse).ToList();
        return rules.Count is 0 or > MaxRules
            ? throw S3Error.MalformedXml.With($"A CORS configuration has between 1 and {MaxRules} rules.")
            : new CorsConfiguration(rules);
    }
}

internal sealed record CorsRule(
    IReadOnlyList<string> Origins, IReadOnlyList<string> Methods, IReadOnlyList<string> Headers, IReadOnlyList<string> Exposed, int? MaxAgeSeconds)
{
    private static readonly string[] KnownMethods = ["GET", "PUT", "POST", "DELETE", "HEAD"];

    public bool AllowsOrigin(string origin) => Origins.Any(pattern => Wildcard.Matches(pattern, origin));

    public bool AllowsHeader(string header) => Headers.Any(pattern => Wildcard.Matches(pattern, header, ignoreCase: true));

    public static CorsRule Parse(XmlRequest xml)
    {
        xml.Allow("ID", "AllowedOrigin", "AllowedMethod", "AllowedHeader", "ExposeHeader", "MaxAgeSeconds");
        List<string> Texts(string name) => [.. xml.All(name).Select(element => element.Text.Trim())];
        var rule = new CorsRule(Texts("AllowedOrigin"), Texts("AllowedMethod"), Texts("AllowedHeader"), Texts("ExposeHeader"), xml.Number("MaxAgeSeconds"));
        if (rule.Origins.Count == 0 || rule.Methods.Count == 0)
        {
            throw S3Error.MalformedXml.With("A CORSRule needs an AllowedOrigin and an AllowedMethod.");
        }
        if (rule.Methods.FirstOrDefault(method => !KnownMethods.Contains(method)) is { } unknown)
        {
            throw S3Error.InvalidRequest.With($"Found unsupported HTTP method in CORS config. Unsupported method is {unknown}");
        }
        foreach (var pattern in rule.Origins.Concat(rule.Headers).Where(pattern => pattern.Count(character => character == '*') > 1))
        {
            throw S3Error.InvalidRequest.With($"AllowedOrigin or AllowedHeader \"{pattern}\" can not have more than one wildcard.");
        }
        return rule;
    }

    /// <summary>Headers of answers to requests that the rule allows.</summary>
    public void Write(IHeaderDictionary headers, string origin)
    {
        var any = Origins.Contains("*");
        headers.AccessControlAllowOrigin = any ? "*" : origin;
        if (!any)
        {
            headers.AccessControlAllowCredentials = "true";
        }
        headers.AccessControlAllowMethods = string.Join(", ", Methods);
        if (Exposed.Count > 0)
        {
            headers.AccessControlExposeHeaders = string.Join(", ", Exposed);
        }
        if (MaxAgeSeconds is { } age)
        {
            headers.AccessControlMaxAge = age.ToString(CultureInfo.InvariantCulture);
        }
        headers.Vary = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
    }
}
