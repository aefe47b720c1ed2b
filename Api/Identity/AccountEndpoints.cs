using System.Net.Mail;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Platform.Api.Features;
using Platform.Api.Http;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api.Identity;

internal static class AccountEndpoints
{
    private const int MaxNameLength = 100;
    private const int MaxEmailLength = 254;

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/users", Register).WithName("Register").WithSummary("Registers a customer")
            .RequireFeature(FeatureNames.Registration)
            .LimitPerAddress("register", limits => limits.Login);
        group.MapPost("/login", LogIn).WithName("Login").WithSummary("Exchanges e-mail address and password for tokens")
            .LimitPerAddress("login", limits => limits.Login);
        group.MapPost("/refresh", RefreshTokens).WithName("Refresh").WithSummary("Exchanges a refresh token for new tokens");
        group.MapGet("/me", Me).WithName("Me").WithSummary("Shows who is signed in").RequireAuthorization();
    }

    private static async Task<Results<Created<Profile>, ValidationProblem, ProblemHttpResult>> Register(
        Registration registration, Accounts accounts, Passwords passwords, CancellationToken cancellationToken)
    {
        if (Problems(registration) is { Count: > 0 } problems)
        {
            return TypedResults.ValidationProblem(problems);
        }

        var name = registration.Name.Trim();
        var id = await accounts.AddCustomerAsync(registration.Email, name, passwords.Hash(registration.Password), cancellationToken);
        return id is null
            ? TypedResults.Problem("This e-mail address has an account already. Log in instead.", statusCode: StatusCodes.Status409Conflict)
            : TypedResults.Created("/api/v1/me", new Profile(id.Value, registration.Email.Trim().ToLowerInvariant(), name, [Roles.Customer]));
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> LogIn(
        Login login, Accounts accounts, Passwords passwords, CancellationToken cancellationToken)
    {
        var account = login.Email is not { Length: > 0 and <= MaxEmailLength } || !Check.CanBeStored(login.Email) ? null : await accounts.FindAsync(login.Email, cancellationToken);
        return passwords.IsRight(account?.PasswordHash, login.Password ?? "") && !account!.Locked
            ? TypedResults.SignIn(Principals.Create(account), authenticationScheme: BearerTokenDefaults.AuthenticationScheme)
            : TypedResults.Problem("E-mail address or password is wrong.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static async Task<Results<SignInHttpResult, ProblemHttpResult>> RefreshTokens(
        Refresh refresh, Accounts accounts, IOptionsMonitor<BearerTokenOptions> options, TimeProvider time, CancellationToken cancellationToken)
    {
        var ticket = options.Get(BearerTokenDefaults.AuthenticationScheme).RefreshTokenProtector.Unprotect(refresh.RefreshToken);
        var account = ticket?.Properties.ExpiresUtc > time.GetUtcNow()
            ? await accounts.FindAsync(ticket.Principal.UserId(), cancellationToken)
            : null;
        return account is { Locked: false } && account.SecurityStamp == ticket!.Principal.FindFirstValue(Principals.StampClaim)
            ? TypedResults.SignIn(Principals.Create(account), authenticationScheme: BearerTokenDefaults.AuthenticationScheme)
            : TypedResults.Problem("The refresh token is no longer good. Log in again.", statusCode: StatusCodes.Status401Unauthorized);
    }

    private static async Task<Results<Ok<Profile>, NotFound>> Me(ClaimsPrincipal user, Accounts accounts, CancellationToken cancellationToken) =>
        await accounts.FindAsync(user.UserId(), cancellationToken) is { } account
            ? TypedResults.Ok(new Profile(account.Id, account.Email, account.Name, account.Roles))
            : TypedResults.NotFound();

    private static Dictionary<string, string[]> Problems(Registration registration)
    {
        Dictionary<string, string[]> problems = [];
        Check.That(problems, "email", registration.Email is { Length: <= MaxEmailLength } email && IsAddress(email.Trim()), "is not an e-mail address");
        Check.Text(problems, "name", registration.Name, 1, MaxNameLength);
        if (Passwords.Problem(registration.Password) is { } problem)
        {
            problems["password"] = [problem];
        }

        return problems;
    }

    // "Nora <nora@example.com>" has an address in it and is none.
    private static bool IsAddress(string text) =>
        MailAddress.TryCreate(text, out var address) && address.Address.Equals(text, StringComparison.OrdinalIgnoreCase) && !text.Any(char.IsControl);
}
