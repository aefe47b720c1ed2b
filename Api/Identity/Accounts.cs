using Npgsql;
using Platform.Api.Http;

namespace Platform.Api.Identity;

/// <summary>A user as far as signing in needs it.</summary>
internal sealed record Account(int Id, string Email, string Name, string PasswordHash, string SecurityStamp, bool Locked, string[] Roles);

/// <summary>Finds and adds users.</summary>
internal sealed class Accounts(NpgsqlDataSource database)
{
    private const string Select = """
        SELECT u.id, u.email, u.name, u.password_hash, u.security_stamp, u.locked,
               ARRAY(SELECT role FROM user_roles r WHERE r.user_id = u.id ORDER BY role)
        FROM users u
        """;

    public Task<Account?> FindAsync(string email, CancellationToken cancellationToken) =>
        ReadAsync($"{Select} WHERE u.email = $1", Normalise(email), cancellationToken);

    public Task<Account?> FindAsync(int id, CancellationToken cancellationToken) => ReadAsync($"{Select} WHERE u.id = $1", id, cancellationToken);

    /// <summary>Adds a customer. Null when the e-mail address is taken.</summary>
    public async Task<int?> AddCustomerAsync(string email, string name, string passwordHash, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            """
            WITH added AS (
                INSERT INTO users (email, name, password_hash, security_stamp) VALUES ($1, $2, $3, $4)
                ON CONFLICT (email) DO NOTHING RETURNING id)
            INSERT INTO user_roles (user_id, role) SELECT id, 'customer' FROM added RETURNING user_id
            """);
        command.Parameters.Add(new() { Value = Normalise(email) });
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = passwordHash });
        command.Parameters.Add(new() { Value = Guid.NewGuid().ToString("N") });
        return (int?)await command.ExecuteScalarAsync(cancellationToken);
    }

    /// <summary>Sets the password and makes all tokens worthless. Returns the stamp of new ones.</summary>
    public Task<string> ChangePasswordAsync(int id, string passwordHash, CancellationToken cancellationToken) =>
        RenewStampAsync(id, "UPDATE users SET security_stamp = $2, password_hash = $3 WHERE id = $1", cancellationToken, passwordHash);

    /// <summary>Makes all tokens of a user worthless.</summary>
    public Task EndSessionsAsync(int id, CancellationToken cancellationToken) =>
        RenewStampAsync(id, "UPDATE users SET security_stamp = $2 WHERE id = $1", cancellationToken);

    private async Task<string> RenewStampAsync(int id, string sql, CancellationToken cancellationToken, params string[] more)
    {
        var stamp = Guid.NewGuid().ToString("N");
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        foreach (var value in (string[])[stamp, .. more])
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
        return stamp;
    }

    private static string Normalise(string email) => email.Trim().ToLowerInvariant();

    private Task<Account?> ReadAsync(string sql, object value, CancellationToken cancellationToken) =>
        ReadAgain.OnLivingConnectionAsync(database, () => ReadOnceAsync(sql, value, cancellationToken));

    private async Task<Account?> ReadOnceAsync(string sql, object value, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetBoolean(5), reader.GetFieldValue<string[]>(6))
            : null;
    }
}
