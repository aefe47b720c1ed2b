using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Platform.Api.Identity.KeyRing;
using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Identity;

internal static class IdentityExtensions
{
    private const string EitherScheme = "Either";
    private const string Purpose = "Microsoft.AspNetCore.Authentication.BearerToken";

    /// <summary>Adds users, bearer tokens, API keys and the roles as policies.</summary>
    public static void AddShopIdentity(this IHostApplicationBuilder builder)
    {
        var settings = builder.AddSettings<SecuritySettings>();
        var services = builder.Services;
        services.AddKeyRing();
        services.AddSingleton<Accounts>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<LivingTokens>();
        services.AddAuthentication(EitherScheme)
            .AddBearerToken(BearerTokenDefaults.AuthenticationScheme, options =>
            {
                options.BearerTokenExpiration = TimeSpan.FromMinutes(settings.AccessTokenMinutes);
                options.RefreshTokenExpiration = TimeSpan.FromDays(settings.RefreshTokenDays);
            })
            .AddScheme<AuthenticationSchemeOptions, LivingTokenHandler>(LivingTokenHandler.SchemeName, options =>
                options.ForwardChallenge = options.ForwardForbid = BearerTokenDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey(ApiKeyHandler.Header) ? ApiKeyHandler.SchemeName : LivingTokenHandler.SchemeName);

        // After the framework's own, under its purposes: tokens that were given out before stay good.
        services.AddOptions<BearerTokenOptions>(BearerTokenDefaults.AuthenticationScheme).Configure<IDataProtectionProvider>((options, protection) =>
        {
            options.BearerTokenProtector = new TokenFormat(protection.CreateProtector(Purpose, BearerTokenDefaults.AuthenticationScheme, "BearerToken"));
            options.RefreshTokenProtector = new TokenFormat(protection.CreateProtector(Purpose, BearerTokenDefaults.AuthenticationScheme, "RefreshToken"));
        });
        services.ReadKeyRingOnFirstUse();
        services.AddAuthorizationBuilder()
            .AddPolicy(Roles.Admin, policy => policy.RequireRole(Roles.Admin))
            .AddPolicy(Roles.Customer, policy => policy.RequireRole(Roles.Customer, Roles.Admin));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, IdentityJson.Default));
    }
}
