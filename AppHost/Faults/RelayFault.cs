namespace Platform.AppHost.Faults;

/// <summary>What a relay does to the connections that go through it.</summary>
/// <param name="Link">Whether anything passes at all.</param>
/// <param name="ToResource">How long each piece of data is held on its way to the resource.</param>
/// <param name="FromResource">The same for the way back.</param>
internal sealed record RelayFault(RelayLink Link, TimeSpan ToResource, TimeSpan FromResource)
{
    public static readonly RelayFault None = new(RelayLink.Open, TimeSpan.Zero, TimeSpan.Zero);
}

/// <summary>Whether data passes a relay.</summary>
internal enum RelayLink
{
    /// <summary>Data passes.</summary>
    Open,

    /// <summary>Open connections were reset, new ones are reset at once.</summary>
    Reset,

    /// <summary>Connections stay open and can be made, and nothing passes; what was sent meanwhile passes afterwards.</summary>
    Silent,
}
