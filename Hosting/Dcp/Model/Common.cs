namespace Platform.Hosting.Dcp;

internal sealed class EnvVar
{
    public string Name { get; set; } = "";

    public string? Value { get; set; }
}

/// <summary>Whether a process starts with the engine's own environment below its own variables.</summary>
internal sealed class AmbientEnvironment
{
    public const string Inherit = "Inherit";
    public const string DoNotInherit = "DoNotInherit";

    public string? Behavior { get; set; }
}

internal sealed class PemCertificate
{
    public string Thumbprint { get; set; } = "";

    public string Contents { get; set; } = "";
}

internal sealed class TerminalSpec
{
    public string? UdsPath { get; set; }

    public string? SocketMode { get; set; }

    public int? Cols { get; set; }

    public int? Rows { get; set; }
}

internal static class PortProtocol
{
    public const string Tcp = "TCP";
    public const string Udp = "UDP";
}

/// <summary>Names of annotations that the engine reads.</summary>
internal static class DcpAnnotations
{
    /// <summary>JSON list of <see cref="ServiceProducer"/>: the services that a workload stands behind.</summary>
    public const string ServiceProducer = "service-producer";
}

/// <summary>One service that a workload stands behind; the engine makes the <see cref="Endpoint"/> for it.</summary>
internal sealed class ServiceProducer
{
    public string ServiceName { get; set; } = "";

    public string? Address { get; set; }

    public int? Port { get; set; }
}
