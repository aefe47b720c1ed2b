using System.Buffers;
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
        ["@", "password", "pwd", "secret", "token", "bearer", "basic ", "key"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a value of this name is never shown.</summary>
    public static bool IsSensitive(string name) => name.AsSpan().ContainsAny(SensitiveNames);

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

    // Password=x;  "token": "x"  secret: x  accessKey=x
    [GeneratedRegex("""((?:password|passwd|pwd|secret|secretkey|access_?key|api_?key|token|access_token|refresh_token)["']?\s*[=:]\s*["']?)[^\s;,"'&}]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Assignment();

    // https://user:password@host
    [GeneratedRegex(@"(://[^\s/:@]*:)[^\s/@]+@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")]
    private static partial Regex Email();
}
