using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.FeatureManagement;
using Npgsql;

namespace Platform.Api.Features;

/// <summary>
/// Reads the switches from the database, so that a change reaches every replica within <see cref="Lifetime"/>.
/// While the database is gone the last known state holds; before there is one, everything is on.
/// </summary>
internal sealed class FeatureTable(NpgsqlDataSource database, TimeProvider time) : IFeatureDefinitionProvider
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _reading = new(1);
    private State _state = new(new Dictionary<string, FeatureDefinition>(), null);

    public async Task<FeatureDefinition> GetFeatureDefinitionAsync(string featureName) =>
        (await CurrentAsync()).GetValueOrDefault(featureName) ?? Definition(featureName, enabled: true, percentage: 100);

    public async IAsyncEnumerable<FeatureDefinition> GetAllFeatureDefinitionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var definition in (await CurrentAsync()).Values)
        {
            yield return definition;
        }
    }

    IAsyncEnumerable<FeatureDefinition> IFeatureDefinitionProvider.GetAllFeatureDefinitionsAsync() => GetAllFeatureDefinitionsAsync(default);

    /// <summary>Has the next question read the table again.</summary>
    public void Forget() => _state = _state with { ReadAt = null };

    private async Task<IReadOnlyDictionary<string, FeatureDefinition>> CurrentAsync()
    {
        if (IsFresh())
        {
            return _state.Features;
        }

        await _reading.WaitAsync();
        try
        {
            if (!IsFresh())
            {
                _state = new(await ReadAsync(), time.GetTimestamp());
            }
        }
        catch (System.Data.Common.DbException)
        {
            _state = _state with { ReadAt = time.GetTimestamp() };
        }
        finally
        {
            _reading.Release();
        }

        return _state.Features;
    }

    private bool IsFresh() => _state.ReadAt is { } readAt && time.GetElapsedTime(readAt) < Lifetime;

    private async Task<IReadOnlyDictionary<string, FeatureDefinition>> ReadAsync()
    {
        await using var command = database.CreateCommand("SELECT name, enabled, percentage FROM feature_flags");
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, FeatureDefinition> features = [];
        while (await reader.ReadAsync())
        {
            features[reader.GetString(0)] = Definition(reader.GetString(0), reader.GetBoolean(1), reader.GetInt32(2));
        }

        return features;
    }

    private static FeatureDefinition Definition(string name, bool enabled, int percentage) => new()
    {
        Name = name,
        EnabledFor = enabled
            ?
            [
                new()
                {
                    Name = ShareFilter.Alias,
                    Parameters = new ConfigurationRoot(
                    [
                        new MemoryConfigurationProvider(new()
                        {
                            InitialData = [new(ShareFilter.PercentageKey, percentage.ToString(CultureInfo.InvariantCulture))],
                        }),
                    ]),
                },
            ]
            : [],
    };

    private sealed record State(IReadOnlyDictionary<string, FeatureDefinition> Features, long? ReadAt);
}
