using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Turns the engine's view of a container into what is shown of its resource.</summary>
internal sealed class ContainerSnapshots
{
    private const int UnknownExitCode = -1;

    public CustomResourceSnapshot Update(CustomResourceSnapshot snapshot, ProgramInstance instance, Container container)
    {
        var status = container.Status!;
        var state = State(status.State!);
        if (state == KnownResourceStates.Running && instance.IsStopping)
        {
            state = KnownResourceStates.Stopping;
        }
        else if (state == KnownResourceStates.Running && instance.IsEngineLost)
        {
            state = KnownResourceStates.RuntimeUnhealthy;
        }

        var running = state == KnownResourceStates.Running;
        return snapshot with
        {
            State = state,
            ExitCode = status.ExitCode is UnknownExitCode ? null : status.ExitCode,
            CreationTimeStamp = container.Metadata.CreationTimestamp?.UtcDateTime ?? snapshot.CreationTimeStamp,
            StartTimeStamp = status.StartupTimestamp?.UtcDateTime,
            StopTimeStamp = status.FinishTimestamp?.UtcDateTime,
            Properties = snapshot.Properties.SetResourcePropertyRange(Properties(instance, container)),
            EnvironmentVariables = Environment(container),
            Volumes = [.. container.Spec.VolumeMounts?.Select(v => new VolumeSnapshot(v.Source, v.Target, v.Type, v.ReadOnly is true)) ?? []],
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = !running })],
        };
    }

    // The engine's words, where Aspire has none.
    private static string State(string state) => state switch
    {
        ContainerState.Pending => KnownResourceStates.Starting,
        ContainerState.NotFound => KnownResourceStates.FailedToStart,
        ContainerState.Unknown => KnownResourceStates.Exited,
        _ => state,
    };

    private static IEnumerable<ResourcePropertySnapshot> Properties(ProgramInstance instance, Container container)
    {
        var (spec, status) = (container.Spec, container.Status!);
        var arguments = status.EffectiveArgs is { Count: > 0 } effective ? effective : spec.Args ?? [];
        var secrets = instance.ArgumentIsSecret;
        yield return new(KnownProperties.ContainerImage, spec.Image);
        yield return new(KnownProperties.ContainerId, status.ContainerId);
        yield return new(KnownProperties.ContainerCommand, spec.Command);
        // Hidden whole, as with programs; AppArgs are for people, and hidden one by one.
        yield return new(KnownProperties.ContainerArgs, arguments.ToImmutableArray()) { IsSensitive = true };
        yield return new(KnownProperties.ContainerPorts, spec.Ports?.Select(p => p.Port).ToImmutableArray() ?? []);
        yield return new(KnownProperties.ContainerLifetime, spec.Persistent is true ? ContainerLifetime.Persistent : ContainerLifetime.Session);
        yield return new(KnownProperties.AppArgs, arguments.ToImmutableArray()) { IsSensitive = secrets.Any(s => s) };
        yield return new(KnownProperties.AppArgsSensitivity, arguments.Select((_, i) => i < secrets.Count && secrets[i] ? 1 : 0).ToImmutableArray());
        yield return new(KnownProperties.Source, spec.Image);
    }

    private static ImmutableArray<EnvironmentVariableSnapshot> Environment(Container container)
    {
        var own = container.Spec.Env?.Select(v => v.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        var all = container.Status!.EffectiveEnv is { Count: > 0 } effective ? effective : container.Spec.Env ?? [];
        return [.. all.Select(v => new EnvironmentVariableSnapshot(v.Name, v.Value, own.Contains(v.Name))).OrderBy(v => v.Name, StringComparer.Ordinal)];
    }
}
