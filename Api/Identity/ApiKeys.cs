using System.Security.Cryptography;
using System.Text;
using Npgsql;
using Platform.Api.Http;

namespace Platform.Api.Identity;

/// <summary>Keys for machines: <c>shop_&lt;prefix&gt;_&lt;secret&gt;</c>, 256 random bits. Only a hash is kept.</summary>
internal sealed class ApiKeys(NpgsqlDataSource database)
{
    private const string Start = "shop_";
    private const int PrefixLength = 8;

    /// <summary>A new key with what is stored of it.</summary>
    public static (string Key, string Prefix, byte[] Hash) Create()
    {
        var prefix = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(PrefixLength / 2));
        var key = $"{Start}{prefix}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))}";
        return (key, prefix, HashOf(key));
    }

    /// <summary>
    /// Who the key belongs to. Null when it is unknown, expired or revoked, or who made it is locked or may no longer do what it does.
    /// </summary>
    public async Task<ApiKeyOwner?> FindAsync(string key, CancellationToken cancellationToken) =>
        key.StartsWith(Start, StringComparison.Ordinal) && key.Length >= Start.Length + PrefixLength
            ? await ReadAgain.OnLivingConnectionAsync(database, () => ReadAsync(key, cancellationToken))
            : null;

    private async Task<ApiKeyOwner?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            SELECT k.name, k.role, k.prefix, k.created_by, k.hash FROM api_keys k JOIN users u ON u.id = k.created_by
            WHERE k.prefix = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
                AND NOT u.locked AND EXISTS (SELECT FROM user_roles r WHERE r.user_id = u.id AND r.role IN (k.role, 'admin'))
            """);
        command.Parameters.Add(new() { Value = key.Substring(Start.Length, PrefixLength) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) && CryptographicOperations.FixedTimeEquals(reader.GetFieldValue<byte[]>(4), HashOf(key))
            ? new(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3))
            : null;
    }

    private static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

/// <summary>A key that was found.</summary>
internal sealed record ApiKeyOwner(string Name, string Role, string Prefix, int CreatedBy);
