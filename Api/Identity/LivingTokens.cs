using System.Collections.Concurrent;
using System.Security.Claims;
using Npgsql;
using Platform.Api.Http;

namespace Platform.Api.Identity;

/// <summary>
/// Tells which access tokens are worthless because their user was locked, got other roles, changed the password or logged out since:
/// the account's stamp is another one then. It is looked up once in <see cref="Lifetime"/> and user. While the database is gone or slow the last known
/// state holds, or, where there is none, the token's own word.
/// </summary>
internal sealed class LivingTokens(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How long another replica may still accept such a token.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private const int SweepAbove = 10_000;

    private readonly ConcurrentDictionary<int, State> _states = new();

    public async Task<bool> AreStillGoodAsync(ClaimsPrincipal owner) =>
        await CurrentAsync(owner.UserId()) is not { } state || state.Stamp == owner.FindFirstValue(Principals.StampClaim);

    /// <summary>Has the user's next request look again.</summary>
    public void Forget(int userId) => _states.TryRemove(userId, out _);

    /// <summary>The same for all users: their data has been replaced.</summary>
    public void ForgetAll() => _states.Clear();

    private async Task<State?> CurrentAsync(int userId)
    {
        // Who finds an old state reads it anew; the others go on with it meanwhile.
        if (_states.TryGetValue(userId, out var known)
            && (time.GetElapsedTime(known.ReadAt) < Lifetime || !_states.TryUpdate(userId, known with { ReadAt = time.GetTimestamp() }, known)))
        {
            return known;
        }

        try
        {
            return await ReadAsync(userId).WaitAsync(Patience);
        }
        catch (Exception e) when (DependencyGone.IsGone(e))
        {
            return known;
        }
    }

    private async Task<State> ReadAsync(int userId)
    {
        if (_states.Count > SweepAbove)
        {
            Sweep();
        }

        var readAt = time.GetTimestamp();
        var stamp = await ReadAgain.OnLivingConnectionAsync(database, async () =>
        {
            await using var command = database.CreateCommand("SELECT security_stamp FROM users WHERE id = $1 AND NOT locked");
            command.Parameters.Add(new() { Value = userId });
            return (string?)await command.ExecuteScalarAsync();
        });
        return _states[userId] = new(stamp, readAt);
    }

    private void Sweep()
    {
        foreach (var (userId, state) in _states)
        {
            if (time.GetElapsedTime(state.ReadAt) > Lifetime)
            {
                _states.TryRemove(userId, out _);
            }
        }
    }

    /// <param name="Stamp">Null when the user is locked or gone.</param>
    /// <param name="ReadAt">When it was read.</param>
    private sealed record State(string? Stamp, long ReadAt);
}
