using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.Extensions.Options;

namespace Platform.Api.Identity;

/// <summary>Authenticates people by their access token, as long as what it says still holds.</summary>
internal sealed class LivingTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, LivingTokens tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "LivingToken";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var result = await Context.AuthenticateAsync(BearerTokenDefaults.AuthenticationScheme);
        return !result.Succeeded || await tokens.AreStillGoodAsync(result.Principal)
            ? result
            : AuthenticateResult.Fail("The user was locked, has other roles or logged out since. Log in again.");
    }
}
