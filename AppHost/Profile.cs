namespace Platform.AppHost;

/// <summary>How much of the environment starts by itself. Each profile has what the one before it has.</summary>
internal enum Profile
{
    /// <summary>What the API needs to serve.</summary>
    Minimal,

    /// <summary>Everything the shop uses.</summary>
    Default,

    /// <summary>Optional tools as well.</summary>
    Full,
}
