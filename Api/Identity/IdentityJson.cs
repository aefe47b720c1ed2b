using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authentication.BearerToken;

namespace Platform.Api.Identity;

/// <summary>A new customer.</summary>
internal sealed record Registration(string Email, string Name, string Password);

/// <summary>E-mail address and password.</summary>
internal sealed record Login(string Email, string Password);

/// <summary>The refresh token that came with the last access token.</summary>
internal sealed record Refresh(string RefreshToken);

/// <summary>The password as it is, and as it should be.</summary>
internal sealed record PasswordChange(string? CurrentPassword, string? NewPassword);

/// <summary>Who is signed in.</summary>
internal sealed record Profile(int Id, string Email, string Name, IReadOnlyList<string> Roles);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(Login))]
[JsonSerializable(typeof(Refresh))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(Profile))]
[JsonSerializable(typeof(AccessTokenResponse))]
internal sealed partial class IdentityJson : JsonSerializerContext;
