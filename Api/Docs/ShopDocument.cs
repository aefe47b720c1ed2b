using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Platform.Api.Identity;
using Platform.ServiceDefaults.Http.RateLimits;

namespace Platform.Api.Docs;

/// <summary>What the whole document says: what the API is, how to sign in, the limits, and the errors that any operation may answer.</summary>
internal sealed class ShopDocument(RateLimitSettings limits) : IOpenApiDocumentTransformer
{
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new()
        {
            Title = "Shop",
            Version = "v1",
            Description = $"""
                Catalogue, carts, orders and their administration. The version is part of the address; what changes is listed in docs/api-changelog.md.

                **Signing in.** `POST /api/v1/login` gives an access token for `Authorization: Bearer`; machines send `{ApiKeyHandler.Header}`.

                **Limits.** Per minute: {Shown(limits.Anonymous)} requests of an address, {Shown(limits.User)} of a user, {Shown(limits.ApiKey)} of an API key,
                {Shown(limits.Login)} attempts to log in of an address. Beyond, the answer is 429 with `Retry-After` in seconds.

                **Errors** are problem documents (RFC 9457, `application/problem+json`) with `title`, `status`, `detail`, `instance`, `correlationId`
                and, for wrong values, `errors` by name. 400 wrong values, 401 not signed in, 403 not allowed, 404 not there, 409 does not fit the present
                state, 413 too large, 415 another type than this takes, 422 makes no sense, 429 too many requests, 503 a service that is needed does not answer (with `Retry-After`).

                **Correlation.** Send `X-Correlation-ID` (1 to 128 visible ASCII characters) to find the request again in logs and traces; it is returned.

                **Payment notices.** The payment provider calls `POST /api/v1/payments/notices` with `Payment-Signature: t=<Unix seconds>,v1=<hex>`, where v1
                is HMAC-SHA256 of `<t>.<body>` under the shared key. A notice older than five minutes is refused; one that was handled before is answered
                with 204 again. The stand-in of the provider pays for `tok_ok` and declines `tok_declined`.
                """,
        };
        ProblemComponents.AddTo(document);
        document.Components!.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [BearerTokenDefaults.AuthenticationScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The accessToken of POST /api/v1/login.",
            },
            [ApiKeyHandler.SchemeName] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = ApiKeyHandler.Header,
                Description = "A key that an administrator made for a machine.",
            },
        };
        return Task.CompletedTask;
    }

    private static string Shown(int limit) => limit == 0 ? "unlimited" : $"{limit}";
}
