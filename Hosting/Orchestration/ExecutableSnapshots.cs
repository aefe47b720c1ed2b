using System.Collections.Immutable;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;
using Platform.Hosting.Notifications;
using Platform.Hosting.Projects;

namespace Platform.Hosting.Orchestration;

/// <summary>Turns the engine's view of a process into what is shown of its resource.</summary>
internal sealed class ExecutableSnapshots
{
    public CustomResourceSnapshot Update(CustomResourceSnapshot snapshot, ProgramInstance instance, Executable executable)
    {
        var status = executable.Status!;
        var state = State(status.State!);
        if (state == KnownResourceStates.Running && instance.IsStopping)
        {
            state = KnownResourceStates.Stopping;
        }

        var running = state == KnownResourceStates.Running;
        return snapshot with
        {
            State = state,
            ExitCode = status.ExitCode,
            CreationTimeStamp = executable.Metadata.CreationTimestamp?.UtcDateTime ?? snapshot.CreationTimeStamp,
            StartTimeStamp = status.StartupTimestamp?.UtcDateTime,
            StopTimeStamp = status.FinishTimestamp?.UtcDateTime,
            Properties = snapshot.Properties.SetResourcePropertyRange(Properties(instance, executable)),
            EnvironmentVariables = Environment(executable) is { Length: > 0 } environment ? environment : snapshot.EnvironmentVariables,
            Urls = [.. snapshot.Urls.Select(url => url with { IsInactive = !running })],
        };
    }

    // The engine's words, where Aspire has others: a process that was ended from outside has exited, too.
    private static string State(string state) => state switch
    {
        ExecutableState.Terminated => KnownResourceStates.Exited,
        ExecutableState.NotFound => KnownResourceStates.FailedToStart,
        ExecutableState.Unknown => KnownResourceStates.Exited,
        ExecutableState.FailedToStart => KnownResourceStates.FailedToStart,
        ExecutableState.Finished => KnownResourceStates.Finished,
        ExecutableState.Running => KnownResourceStates.Running,
        ExecutableState.Stopping => KnownResourceStates.Stopping,
        _ => KnownResourceStates.Starting,
    };

    private static IEnumerable<ResourcePropertySnapshot> Properties(ProgramInstance instance, Executable executable)
    {
        var spec = executable.Spec;
        var arguments = executable.Status!.EffectiveArgs is { Count: > 0 } effective ? effective : spec.Args ?? [];
        var secrets = instance.ArgumentIsSecret;
        var sensitive = secrets.Any(s => s);
        yield return new(KnownProperties.ExecutablePath, spec.ExecutablePath);
        yield return new(KnownProperties.ExecutableWorkDir, spec.WorkingDirectory);
        // Hidden whole: it holds what is ours to add, too. AppArgs are for people, and hidden one by one.
        yield return new(KnownProperties.ExecutableArgs, arguments.ToImmutableArray()) { IsSensitive = true };
        yield return new(KnownProperties.ExecutablePid, executable.Status.Pid);
        yield return new(KnownProperties.AppArgs, arguments.ToImmutableArray()) { IsSensitive = sensitive };
        yield return new(KnownProperties.AppArgsSensitivity, arguments.Select((_, i) => i < secrets.Count && secrets[i] ? 1 : 0).ToImmutableArray());
        if (instance.Resource is ProjectResource project)
        {
            var metadata = project.GetProjectMetadata();
            yield return new(KnownProperties.ProjectPath, metadata.ProjectPath);
            yield return new(KnownProperties.Source, metadata.ProjectPath);
            if (LaunchProfiles.Effective(project, LaunchProfiles.Settings(metadata)) is var (name, _))
            {
                yield return new(KnownProperties.ProjectLaunchProfile, name);
            }
        }
        else
        {
            yield return new(KnownProperties.Source, spec.ExecutablePath);
        }
    }

    private static ImmutableArray<EnvironmentVariableSnapshot> Environment(Executable executable)
    {
        var own = executable.Spec.Env?.Select(v => v.Name).ToHashSet(StringComparer.Ordinal) ?? [];
        return [.. (executable.Status!.EffectiveEnv ?? []).Select(v => new EnvironmentVariableSnapshot(v.Name, v.Value, own.Contains(v.Name))).OrderBy(v => v.Name, StringComparer.Ordinal)];
    }
}
