namespace Platform.Api.Identity;

/// <summary>The roles, which are the names of the authorization policies too.</summary>
internal static class Roles
{
    public const string Admin = "admin";
    public const string Customer = "customer";
}
