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

    /// <summary>It arrives nowhere, and nothing is answered for as long as somebody waits.</summary>
    NoAnswer,

    /// <summary>It is refused as a whole, because an older version does not know one of its parameters.</summary>
    UnknownParameter,

    /// <summary>All of its items are refused, because the cluster may have no more shards.</summary>
    ShardLimit,

    /// <summary>Half of its items are refused: too many requests.</summary>
    SomeItems,
}
