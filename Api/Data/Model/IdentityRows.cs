namespace Platform.Api.Data.Model;

internal sealed class RoleRow
{
    public required string Name { get; set; }

    public required string Description { get; set; }
}

internal sealed class UserRow
{
    public int Id { get; set; }

    public required string Email { get; set; }

    public required string Name { get; set; }

    public required string PasswordHash { get; set; }

    public required string SecurityStamp { get; set; }

    public bool Locked { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public List<UserRoleRow> Roles { get; set; } = [];
}

internal sealed class UserRoleRow
{
    public int UserId { get; set; }

    public required string Role { get; set; }
}

internal sealed class ApiKeyRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Role { get; set; }

    public required string Prefix { get; set; }

    public required byte[] Hash { get; set; }

    public int CreatedBy { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ExpiresAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }
}

internal sealed class DataProtectionKeyRow
{
    public int Id { get; set; }

    public required string Name { get; set; }

    public required string Xml { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
