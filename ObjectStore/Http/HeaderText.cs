using System.Text;

namespace Platform.ObjectStore.Http;

/// <summary>
/// Text that becomes a header of an answer. Headers are handled as Latin-1 (one character, one byte); what comes from a
/// query or a form is Unicode and is turned into its UTF-8 bytes first.
/// </summary>
internal static class HeaderText
{
    public static string FromUnicode(string text) =>
        Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <exception cref="S3Exception">InvalidArgument: not a header name (RFC 9110, token).</exception>
    public static string CheckedName(string name) => name.All(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-.^_`|~".Contains(character))
        ? name
        : throw S3Error.InvalidArgument.With($"\"{name}\" cannot be the name of a header.", ("ArgumentName", name));

    /// <exception cref="S3Exception">InvalidArgument: control characters, which no answer could carry.</exception>
    public static string Checked(string name, string value) => value.Any(character => character is < ' ' or '\x7F')
        ? throw S3Error.InvalidArgument.With($"The value of {name} has a control character.", ("ArgumentName", name))
        : value;
}
