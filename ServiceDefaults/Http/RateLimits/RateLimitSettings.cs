using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Http.RateLimits;

/// <summary>How many requests one caller may make.</summary>
public sealed class RateLimitSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "RateLimits";

    /// <inheritdoc/>
    public static string About => "How many requests one caller may make in a minute; beyond, the answer is 429 with `Retry-After`.";

    /// <summary>Requests per minute of an address without a token or an API key; 0: no limit.</summary>
    [Setting("Requests per minute of an address without a token or an API key. 0: no limit.", Example = "600", Minimum = 0)]
    public int Anonymous { get; set; } = 600;

    /// <summary>Requests per minute of a user; 0: no limit.</summary>
    [Setting("Requests per minute of a user. 0: no limit.", Example = "1200", Minimum = 0)]
    public int User { get; set; } = 1200;

    /// <summary>Requests per minute of an API key; 0: no limit.</summary>
    [Setting("Requests per minute of an API key. 0: no limit.", Example = "6000", Minimum = 0)]
    public int ApiKey { get; set; } = 6000;

    /// <summary>Attempts to log in per minute and address; 0: no limit.</summary>
    [Setting("Attempts to log in per minute and address. 0: no limit.", Example = "20", Minimum = 0)]
    public int Login { get; set; } = 20;
}
