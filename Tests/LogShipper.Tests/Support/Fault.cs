namespace Platform.LogShipper.Tests.Support;

/// <summary>What happens to a request on its way.</summary>
internal enum Fault
{
    None,

    /// <summary>It does not arrive.</summary>
    NoConnection,

    /// <summary>It is carried out, and the answer does not arrive.</summary>
    LostAnswer,

    /// <summary>It is refused as a whole: too many requests.</summary>
    TooManyRequests,

    /// <summary>Something in between says that nobody is there, not in JSON.</summary>
    Unavailable,

    /// <summary>Half of its items are refused: too many requests.</summary>
    SomeItems,
}
