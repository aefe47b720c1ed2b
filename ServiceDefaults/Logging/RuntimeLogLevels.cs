using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logging;

/// <summary>Changes levels while the service runs; they hold until it ends.</summary>
public sealed class RuntimeLogLevels : ConfigurationProvider, IConfigurationSource
{
    private const string Prefix = "Logging:LogLevel:";

    private readonly Lock _lock = new();

    /// <summary>Sets the level of a category and of everything below it; null gives it back to configuration.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such level.</exception>
    public void Set(string category, LogLevel? level)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(category);
        if (level is { } given && !Enum.IsDefined(given))
        {
            throw new ArgumentOutOfRangeException(nameof(level), level, $"There is no such level; it must be one of {string.Join(", ", Enum.GetNames<LogLevel>())}.");
        }

        lock (_lock)
        {
            // Others may be reading: what they read does not change under their hands.
            var next = new Dictionary<string, string?>(Data, StringComparer.OrdinalIgnoreCase);
            if (level is null)
            {
                next.Remove(Prefix + category);
            }
            else
            {
                next[Prefix + category] = level.ToString();
            }

            Data = next;
        }

        OnReload();
    }

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
}
