using Npgsql;
using Platform.Api.Features;
using Platform.Api.Identity;
using Platform.Api.Identity.KeyRing;
using Platform.Api.Redis;
using Platform.ServiceDefaults.Pausing;

namespace Platform.Api.Pausing;

/// <summary>
/// What this process holds of its stores, to be let go for a pause and taken up after it: connections, and what it remembers of
/// their data. Counted requests (rate limits) are no data of theirs and stay counted.
/// </summary>
internal sealed class StoreLinks(NpgsqlDataSource database, RedisConnection redis, FeatureTable features, LivingTokens tokens, PostgresKeyRing keys) : IPausable
{
    // A Redis that is off on purpose is not waited for.
    private static readonly TimeSpan RedisPatience = TimeSpan.FromSeconds(2);

    private string[] _keysBefore = [];

    /// <summary>Lets go of everything, so that the stores need not wait for this process.</summary>
    /// <returns>False when the database is gone already: whoever asked for the pause does without.</returns>
    public async Task<bool> CloseAsync()
    {
        try
        {
            _keysBefore = KeyRing();
        }
        catch (NpgsqlException)
        {
            return false;
        }

        database.Clear();
        await redis.DisconnectAsync();
        return true;
    }

    /// <summary>Takes it up again, with nothing remembered.</summary>
    /// <returns>False when the data has other keys for tokens than before: the framework reads them once, so that only a restart helps; or the database is gone.</returns>
    public async Task<bool> OpenAsync()
    {
        // A look at the database during the pause may have left a broken connection.
        database.Clear();
        features.Forget();
        tokens.ForgetAll();
        await redis.ConnectAsync().WaitAsync(RedisPatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            return KeyRing().SequenceEqual(_keysBefore);
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private string[] KeyRing() => [.. keys.GetAllElements().Select(element => element.ToString())];
}
