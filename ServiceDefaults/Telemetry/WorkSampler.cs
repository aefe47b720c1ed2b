using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Platform.ServiceDefaults.Telemetry;

/// <summary>
/// Records what belongs to a piece of work: a request, a job, a command. A call to a dependency that belongs to none is a poll
/// (of the job queue, of a dependency's health), of which there would be hundreds between two requests that somebody looks for.
/// </summary>
internal sealed class WorkSampler : Sampler
{
    public static Sampler Create() => new ParentBasedSampler(new WorkSampler());

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(samplingParameters.Kind is ActivityKind.Client ? SamplingDecision.Drop : SamplingDecision.RecordAndSample);
}
