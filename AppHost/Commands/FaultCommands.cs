using System.ComponentModel;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Platform.AppHost.Faults;
using Platform.AppHost.Resources;

namespace Platform.AppHost.Commands;

/// <summary>Breaking a resource on purpose from the dashboard; the same as <see cref="FaultsExtensions"/>.</summary>
internal static class FaultCommands
{
    public const string Pause = "pause";
    public const string Kill = "kill";
    public const string SlowDown = "slow-down";
    public const string CutOff = "cut-off";
    public const string Heal = "heal";

    private const string Latency = "latency";
    private static readonly int LongestLatency = (int)FaultInjector.LongestLatency.TotalMilliseconds;

    /// <summary>Adds the commands.</summary>
    /// <param name="resource">A program.</param>
    /// <param name="hasRelay">Whether its connections can be slowed down and cut off.</param>
    public static void AddTo<T>(IResourceBuilder<T> resource, bool hasRelay) where T : IResource
    {
        if (PausedProcesses.IsSupported)
        {
            Add(resource, Pause, "Pause", "PauseCircle", "Halts the processes: connections stay open and nothing is answered.",
                context => RunAsync(context, (faults, name) => faults.PauseAsync(name, context.CancellationToken), "Paused. Heal lets it go on."));
        }

        Add(resource, Kill, "Kill", "Skull", "Ends the program without warning.",
            context => RunAsync(context, (faults, name) => faults.KillAsync(name, context.CancellationToken), "Killed."));
        Add(resource, Heal, "Heal", "HeartPulse", "Ends every fault of the resource.",
            context => RunAsync(context, (faults, name) => faults.HealAsync(name), "Healed."),
            state: HealState);
        if (hasRelay)
        {
            AddToConnections(resource);
        }
    }

    private static void AddToConnections<T>(IResourceBuilder<T> resource) where T : IResource
    {
        Add(resource, SlowDown, "Slow down", "ClockPause", "Holds back all data of its connections.", SlowDownAsync,
#pragma warning disable ASPIREINTERACTION001 // Command arguments: there is no other way to ask for the latency.
            new InteractionInput
            {
                Name = Latency,
                Label = $"Milliseconds each way (0 to {LongestLatency})",
                InputType = InputType.Number,
                Value = "200",
            });
#pragma warning restore ASPIREINTERACTION001
        Add(resource, CutOff, "Cut off", "PlugDisconnected", "Resets its connections and refuses new ones.",
            context => RunAsync(context, (faults, name) => faults.CutOffAsync(name, silently: false), "Cut off. Heal connects it again."));
    }

    private static void Add<T>(
        IResourceBuilder<T> resource,
        string name,
        string displayName,
        string icon,
        string description,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> run,
#pragma warning disable ASPIREINTERACTION001
        InteractionInput? argument = null,
        Func<UpdateCommandStateContext, ResourceCommandState>? state = null) where T : IResource =>
        resource.WithCommand(name, displayName, run, new CommandOptions
        {
            Description = description,
            IconName = icon,
            Arguments = argument is null ? [] : [argument],
#pragma warning restore ASPIREINTERACTION001
            UpdateState = state ?? CommandState.WhenRunning,
        });

    private static ResourceCommandState HealState(UpdateCommandStateContext context) =>
        ResourceProperties.Text(context.ResourceSnapshot, FaultInjector.Property) is null ? ResourceCommandState.Disabled : ResourceCommandState.Enabled;

    private static Task<ExecuteCommandResult> SlowDownAsync(ExecuteCommandContext context)
    {
        var text = context.Arguments.TryGetByName(Latency, out var input) && input.Value is { Length: > 0 } value ? value : "200";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= LongestLatency
            ? RunAsync(context, (faults, name) => faults.SlowAsync(name, TimeSpan.FromMilliseconds(milliseconds), FaultDirection.Both), $"Slow: {milliseconds} ms each way. Heal ends it.")
            : Task.FromResult(CommandResults.Failure($"The latency is '{text}'; it must be a whole number of milliseconds from 0 to {LongestLatency}."));
    }

    private static async Task<ExecuteCommandResult> RunAsync(ExecuteCommandContext context, Func<FaultInjector, string, Task> fault, string success)
    {
        try
        {
            await fault(context.Services.GetRequiredService<FaultInjector>(), CommandTarget.Name(context));
            return CommandResults.Success(success);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or Win32Exception)
        {
            return CommandResults.Failure(e.Message);
        }
    }
}
