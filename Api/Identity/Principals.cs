using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace Platform.Api.Identity;

/// <summary>Turns accounts into principals, and principals into user ids.</summary>
internal static class Principals
{
    /// <summary>Ties a token to the state of the account it was made for.</summary>
    public const string StampClaim = "stamp";

    public static ClaimsPrincipal Create(Account account) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, account.Id.ToString(CultureInfo.InvariantCulture)),
            new(ClaimTypes.Name, account.Name),
            new(StampClaim, account.SecurityStamp),
            .. account.Roles.Select(role => new Claim(ClaimTypes.Role, role)),
        ],
        BearerTokenDefaults.AuthenticationScheme));

    public static int UserId(this ClaimsPrincipal user) =>
        int.Parse(user.FindFirstValue(ClaimTypes.NameIdentifier)!, CultureInfo.InvariantCulture);
}
