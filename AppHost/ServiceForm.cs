namespace Platform.AppHost;

/// <summary>How a backing service runs.</summary>
internal enum ServiceForm
{
    /// <summary>As a process where there is a process form, else as a container.</summary>
    Auto,

    /// <summary>The official image in the container engine.</summary>
    Container,

    /// <summary>A server program, run directly.</summary>
    Process,
}
