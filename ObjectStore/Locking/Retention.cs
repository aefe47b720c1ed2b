namespace Platform.ObjectStore.Locking;

internal enum RetentionMode
{
    /// <summary>Can be shortened or bypassed by who asks for it explicitly.</summary>
    Governance,

    /// <summary>Nobody can shorten or bypass it.</summary>
    Compliance,
}

/// <summary>A version cannot be deleted before a point in time.</summary>
internal sealed record Retention(RetentionMode Mode, DateTimeOffset Until)
{
    public string ModeName => Mode == RetentionMode.Governance ? "GOVERNANCE" : "COMPLIANCE";

    public static RetentionMode? ParseMode(string? mode) => mode switch
    {
        "GOVERNANCE" => RetentionMode.Governance,
        "COMPLIANCE" => RetentionMode.Compliance,
        _ => null,
    };
}
