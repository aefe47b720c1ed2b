using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api.Identity;

/// <summary>What ends a user's sessions. For who signed in with a password, not for API keys.</summary>
internal static class SessionEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/me/password", ChangePassword).WithName("ChangePassword")
            .WithSummary("Changes one's password; all tokens of before are worthless, and the answer has new ones")
            .LimitPerAddress("password", limits => limits.Login)
            .RequireAuthorization(policy => policy.AddAuthenticationSchemes(LivingTokenHandler.SchemeName).RequireAuthenticatedUser());
        group.MapPost("/logout", LogOut).WithName("Logout").WithSummary("Logs out everywhere: all of one's tokens are worthless")
            .RequireAuthorization(policy => policy.AddAuthenticationSchemes(LivingTokenHandler.SchemeName).RequireAuthenticatedUser());
    }

    private static async Task<Results<SignInHttpResult, ValidationProblem, ProblemHttpResult>> ChangePassword(
        PasswordChange change, ClaimsPrincipal user, Accounts accounts, Passwords passwords, LivingTokens tokens, CancellationToken cancellationToken)
    {
        if (Passwords.Problem(change.NewPassword) is { } problem)
        {
            return TypedResults.ValidationProblem(new Dictionary<string, string[]> { ["newPassword"] = [problem] });
        }

        var account = await accounts.FindAsync(user.UserId(), cancellationToken);
        if (!passwords.IsRight(account?.PasswordHash, change.CurrentPassword ?? ""))
        {
            return TypedResults.Problem("The present password is wrong.", statusCode: StatusCodes.Status403Forbidden);
        }

        var stamp = await accounts.ChangePasswordAsync(account!.Id, passwords.Hash(change.NewPassword!), cancellationToken);
        tokens.Forget(account.Id);
        return TypedResults.SignIn(Principals.Create(account with { SecurityStamp = stamp }), authenticationScheme: BearerTokenDefaults.AuthenticationScheme);
    }

    private static async Task<NoContent> LogOut(ClaimsPrincipal user, Accounts accounts, LivingTokens tokens, CancellationToken cancellationToken)
    {
        await accounts.EndSessionsAsync(user.UserId(), cancellationToken);
        tokens.Forget(user.UserId());
        return TypedResults.NoContent();
    }
}
