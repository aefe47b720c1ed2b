using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.ServiceDefaults.Logging;

/// <summary>
/// Takes secrets and personal data out of what is logged: values whose name says so, and passwords, tokens, keys and e-mail
/// addresses inside of texts. Most texts hold none; they are recognised quickly and returned as they are.
/// </summary>
public static partial class Redactor
{
    /// <summary>Stands where something was taken out.</summary>
    public const string Mask = "***";

    private static readonly SearchValues<string> SensitiveNames = SearchValues.Create(
        ["password", "passwd", "pwd", "secret", "token", "authorization", "apikey", "api_key", "accesskey", "credential", "cookie", "email", "connectionstring", "signature"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Suspicious = SearchValues.Create(
        ["@", "password", "passwd", "pwd", "secret", "token", "bearer", "basic ", "key", "signature", "credential"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a value of this name is never shown.</summary>
    public static bool IsSensitive(string name) => name.AsSpan().ContainsAny(SensitiveNames);

    /// <summary>
    /// The value without what is sensitive in it: texts and whatever is shown as a text, such as a URL or an object. Numbers, times
    /// and the like stay what they are.
    /// </summary>
    public static object? RedactValue(object? value) => value switch
    {
        string text => Redact(text),
        null or ValueType => value,
        Array items => items.Cast<object?>().Select(RedactValue).ToArray(),
        _ => Redact(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    /// <summary>The text without what is sensitive in it.</summary>
    public static string Redact(string text)
    {
        if (!text.AsSpan().ContainsAny(Suspicious))
        {
            return text;
        }

        var redacted = Bearer().Replace(text, $"$1 {Mask}");
        redacted = Assignment().Replace(redacted, $"$1{Mask}");
        redacted = UserInfo().Replace(redacted, $"$1{Mask}@");
        return Email().Replace(redacted, Mask);
    }

    // Authorization: Bearer abc.def, Basic dXNlcjpwYXNz
    [GeneratedRegex(@"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}", RegexOptions.IgnoreCase)]
    private static partial Regex Bearer();

    // Password=x;  "token": "x"  secret: x  accessKey=x  X-Api-Key: x  X-Amz-Signature=x
    [GeneratedRegex("""((?:password|passwd|pwd|secret|secret[_-]?key|access[_-]?key|api[_-]?key|token|signature|credential)["']?\s*[=:]\s*["']?)[^\s;,"'&}]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    // https://user:password@host
    [GeneratedRegex(@"(://[^\s/:@]*:)[^\s/@]+@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")]
    private static partial Regex Email();
}
