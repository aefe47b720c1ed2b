using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The resource sends its telemetry to the dashboard.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}")]
public class OtlpExporterAnnotation : IResourceAnnotation
{
    /// <summary>The protocol it speaks; whatever the dashboard offers when not set.</summary>
    public OtlpProtocol? RequiredProtocol { get; init; }
}
