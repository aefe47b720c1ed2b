using Npgsql;
using Platform.Api.Features;
using Platform.Api.Identity;
using Platform.Api.Identity.KeyRing;
using Platform.Api.Redis;

namespace Platform.Api.Pausing;

/// <summary>
/// What this process holds of its stores, to be let go for a pause and taken up after it: connections, and what it remembers of
/// their data. Counted requests (rate limits) are no data of theirs and stay counted.
/// </summary>
internal sealed class StoreLinks(NpgsqlDataSource database, RedisConnection redis, FeatureTable features, LivingTokens tokens, PostgresKeyRing keys)
{
    // A Redis that is off on purpose is not waited for.
    private static readonly TimeSpan RedisPatience = TimeSpan.FromSeconds(2);

    private string[] _keysBefore = [];

    /// <summary>Lets go of everything, so that the stores need not wait for this process.</summary>
    /// <exception cref="NpgsqlException">The database is gone already.</exception>
    public async Task CloseAsync()
    {
        _keysBefore = KeyRing();
        database.Clear();
        await redis.DisconnectAsync();
    }

    /// <summary>Takes it up again, with nothing remembered.</summary>
    /// <returns>False when the data has other keys for tokens than before: the framework reads them once, so that only a restart helps.</returns>
    /// <exception cref="NpgsqlException">The database is gone.</exception>
    public async Task<bool> OpenAsync()
    {
        // A look at the database during the pause may have left a broken connection.
        database.Clear();
        features.Forget();
        tokens.ForgetAll();
        await redis.ConnectAsync().WaitAsync(RedisPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return KeyRing().SequenceEqual(_keysBefore);
    }

    private string[] KeyRing() => [.. keys.GetAllElements().Select(element => element.ToString())];
}
