using Platform.AppHost.Commands.Backchannel;
using Platform.AppHost.Resources;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>What people ask of running resources from the command line.</summary>
internal static class ResourceVerbs
{
    private const string WithDependents = "--with-dependents";

    private static readonly TimeSpan HealthBound = TimeSpan.FromMinutes(1);

    public static IReadOnlyList<Verb> All { get; } =
    [
        new("flush-cache", "", "Empties Redis, the running one or its stopped data.", FlushCacheAsync),
        new("start", "<resource>", "Starts one resource after what it needs, and waits until it is healthy.", (arguments, cancellationToken) =>
        {
            var resource = arguments.Required("The resource");
            arguments.End();
            return ExecuteAsync(resource, DependencyCommands.Start, cancellationToken);
        }),
        new("stop", "<resource> [--with-dependents]", "Stops one resource; on request after what needs it.", (arguments, cancellationToken) =>
        {
            var command = arguments.Flag(WithDependents) ? DependencyCommands.Stop : KnownResourceCommands.StopCommand;
            var resource = arguments.Required("The resource");
            arguments.End();
            return ExecuteAsync(resource, command, cancellationToken);
        }),
        new("restart", "<resource> [--with-dependents]", "Restarts one resource, on request with what needs it, and waits until it is healthy.", RestartAsync),
        new("health", "", "Shows each resource's state and health; fails when one is not well.", HealthAsync),
    ];

    private static async Task<int> FlushCacheAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        arguments.End();
        if (RunningAppHost.Find(Clone.StatePath) is { } running)
        {
            return await running.ExecuteAsync(ResourceNames.Redis, CacheCommands.FlushCache, arguments: null, showLog: false, cancellationToken);
        }

        await StoppedClone.RunAsync(Clone.StatePath, (context, _) =>
        {
            context.CheckReachable();
            new DataSwap(context.State).Remove(ResourceNames.Redis);
            return Task.FromResult(0);
        });
        Console.WriteLine("The cache is empty.");
        return 0;
    }

    private static async Task<int> RestartAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        var command = arguments.Flag(WithDependents) ? DependencyCommands.Restart : KnownResourceCommands.RestartCommand;
        var resource = arguments.Required("The resource");
        arguments.End();
        var running = RunningAppHost.Get(Clone.StatePath);
        if (await running.ExecuteAsync(resource, command, arguments: null, showLog: false, cancellationToken) is not 0 and var failed)
        {
            return failed;
        }

        await running.WaitUntilHealthyAsync(resource, HealthBound, cancellationToken);
        return 0;
    }

    private static Task<int> ExecuteAsync(string resource, string command, CancellationToken cancellationToken) =>
        RunningAppHost.Get(Clone.StatePath).ExecuteAsync(resource, command, arguments: null, showLog: false, cancellationToken);

    private static async Task<int> HealthAsync(VerbArguments arguments, CancellationToken cancellationToken)
    {
        arguments.End();
        var resources = (await RunningAppHost.Get(Clone.StatePath).ResourcesAsync(cancellationToken))
            .Where(resource => resource["isHidden"]?.GetValue<bool>() is not true && $"{resource["resourceType"]}" != "Parameter")
            .Select(resource => (
                Name: $"{resource["displayName"] ?? resource["name"]}",
                State: $"{resource["state"]}",
                Health: $"{resource["healthStatus"]}",
                ExitCode: resource["exitCode"]?.GetValue<int>(),
                Ends: resource["properties"]?[ResourceProperties.RunsToCompletion] is not null))
            .ToList();
        var width = resources.Max(resource => resource.Name.Length);
        foreach (var (name, state, health, exitCode, _) in resources)
        {
            Console.WriteLine($"{name.PadRight(width)}  {state,-10}  {health}{(exitCode is > 0 ? $"exit code {exitCode}" : "")}".TrimEnd());
        }

        return resources.All(resource => IsWell(resource.State, resource.Health, resource.ExitCode, resource.Ends)) ? 0 : 1;
    }

    // One that runs to completion is well when it ended so; one that starts on request, before it was asked for.
    private static bool IsWell(string state, string health, int? exitCode, bool ends) =>
        state == KnownResourceStates.NotStarted
        || (ends && KnownResourceStates.TerminalStates.Contains(state) && exitCode is 0)
        || (state is "Running" or "Active" && health is "" or "Healthy");
}
