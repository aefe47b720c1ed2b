using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;
using Platform.Api.Http;

namespace Platform.Api.Identity;

/// <summary>
/// Reads and writes tokens as the framework does, with one difference: a token that cannot be read because the key ring cannot be
/// had is not a bad token. The framework takes it for one, and clients would then log out.
/// </summary>
internal sealed class TokenFormat(IDataProtector protector) : ISecureDataFormat<AuthenticationTicket>
{
    public string Protect(AuthenticationTicket data) => Protect(data, null);

    public string Protect(AuthenticationTicket data, string? purpose) =>
        WebEncoders.Base64UrlEncode(For(purpose).Protect(TicketSerializer.Default.Serialize(data)));

    public AuthenticationTicket? Unprotect(string? protectedText) => Unprotect(protectedText, null);

    /// <exception cref="Exception">The key ring cannot be had at present; <see cref="DependencyGone"/> answers 503.</exception>
    public AuthenticationTicket? Unprotect(string? protectedText, string? purpose)
    {
        try
        {
            return string.IsNullOrEmpty(protectedText) ? null : TicketSerializer.Default.Deserialize(For(purpose).Unprotect(WebEncoders.Base64UrlDecode(protectedText)));
        }
        catch (Exception e) when (e is CryptographicException or FormatException or IOException && !DependencyGone.IsGone(e))
        {
            return null;
        }
    }

    private IDataProtector For(string? purpose) => purpose is null ? protector : protector.CreateProtector(purpose);
}
