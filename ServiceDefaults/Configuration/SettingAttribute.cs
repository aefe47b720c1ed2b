namespace Platform.ServiceDefaults.Configuration;

/// <summary>
/// Describes a setting: from it come the check at start, <c>docs/configuration.md</c> and the <c>.env.*.template</c> files.
/// </summary>
/// <param name="description">One sentence, with the unit.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SettingAttribute(string description) : Attribute
{
    /// <summary>What it is for.</summary>
    public string Description { get; } = description;

    /// <summary>A right value, shown when the given one is wrong.</summary>
    public string Example { get; set; } = "";

    /// <summary>The configuration key when it is not section and property name, for example <c>PLATFORM_LOGS</c>.</summary>
    public string? Key { get; set; }

    /// <summary>Whether the service cannot start without it.</summary>
    public bool Required { get; set; }

    /// <summary>Whether the service cannot start without it in production.</summary>
    public bool RequiredInProduction { get; set; }

    /// <summary>What .env.production.template sets where the default is for development; empty for nothing.</summary>
    public string InProduction { get; set; } = "";

    /// <summary>Whether the value is never shown.</summary>
    public bool Secret { get; set; }

    /// <summary>For a secret key given in Base64: how many bits it must have at least.</summary>
    public int MinimumBits { get; set; }

    /// <summary>The smallest number that is allowed.</summary>
    public double Minimum { get; set; } = double.NegativeInfinity;

    /// <summary>The largest number that is allowed.</summary>
    public double Maximum { get; set; } = double.PositiveInfinity;

    /// <summary>Whether the value is a folder that must be writable; it is made when it is absent.</summary>
    public bool WritableFolder { get; set; }
}
