namespace Platform.AppHost;

/// <summary>Which way through a resource's connections a fault works.</summary>
[Flags]
public enum FaultDirection
{
    /// <summary>From those who use the resource to the resource.</summary>
    ToResource = 1,

    /// <summary>From the resource to those who use it.</summary>
    FromResource = 2,

    /// <summary>Both ways: an answer takes twice the latency longer.</summary>
    Both = ToResource | FromResource,
}
