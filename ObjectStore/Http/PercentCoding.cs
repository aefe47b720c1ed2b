using System.Buffers;
using System.Text;

namespace Platform.ObjectStore.Http;

/// <summary>URI encoding as Signature V4 wants it: every byte but A-Z a-z 0-9 - . _ ~ as %XX, upper case.</summary>
internal static class PercentCoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~");
    private static readonly SearchValues<char> UnreservedOrSlash =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/");

    public static string Encode(string text, bool keepSlash = false)
    {
        var plain = keepSlash ? UnreservedOrSlash : Unreserved;
        if (!text.AsSpan().ContainsAnyExcept(plain))
        {
            return text;
        }
        var encoded = new StringBuilder(text.Length * 2);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            if (value < 0x80 && plain.Contains((char)value))
            {
                encoded.Append((char)value);
            }
            else
            {
                encoded.Append('%').Append(Convert.ToHexString([value]));
            }
        }
        return encoded.ToString();
    }

    /// <exception cref="S3Exception">An escape is not two hexadecimal digits, or the bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<char> text, bool plusIsSpace = false)
    {
        if (!text.ContainsAny('%', '+') && !text.ContainsAnyExceptInRange('\0', '\x7F'))
        {
            return text.ToString();
        }
        var bytes = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    throw S3Error.InvalidUri;
                }
                bytes[length++] = (byte)((Convert.FromHexString(text.Slice(i + 1, 2)))[0]);
                i += 2;
            }
            else
            {
                // Kestrel hands the request line over as Latin-1, so a character is a byte.
                bytes[length++] = plusIsSpace && text[i] == '+' ? (byte)' ' : (byte)text[i];
            }
        }
        try
        {
            return Strict.GetString(bytes, 0, length);
        }
        catch (ArgumentException)
        {
            throw S3Error.InvalidUri;
        }
    }
}
