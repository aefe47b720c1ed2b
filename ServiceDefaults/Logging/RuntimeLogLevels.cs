using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Platform.ServiceDefaults.Logging;

/// <summary>Changes levels while the service runs; they hold until it ends.</summary>
public sealed class RuntimeLogLevels : ConfigurationProvider, IConfigurationSource
{
    private const string Prefix = "Logging:LogLevel:";

    /// <summary>Sets the level of a category and of everything below it; null gives it back to configuration.</summary>
    public void Set(string category, LogLevel? level)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(category);
        if (level is null)
        {
            Data.Remove(Prefix + category);
        }
        else
        {
            Data[Prefix + category] = level.ToString();
        }

        OnReload();
    }

    IConfigurationProvider IConfigurationSource.Build(IConfigurationBuilder builder) => this;
}
