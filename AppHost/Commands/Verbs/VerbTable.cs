using System.Runtime.InteropServices;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>All verbs, and the running of one.</summary>
internal static class VerbTable
{
    /// <summary>Every verb, in the order in which they are listed.</summary>
    public static IReadOnlyList<Verb> All { get; } = [.. DatabaseVerbs.All, .. SnapshotVerbs.All, .. ResourceVerbs.All, .. LogVerbs.All, .. MonitoringVerbs.All, .. DoctorVerbs.All];

    /// <summary>Does what the arguments ask for, and gives the exit code; null when they hold no verb.</summary>
    /// <exception cref="PlatformException">It cannot be done, or there is no such verb.</exception>
    public static async Task<int?> RunAsync(string[] args)
    {
        // Settings come as --key=value or key=value, as the hosting library reads them.
        if (args is not [{ Length: > 0 } name, ..] || name.StartsWith('-') || name.StartsWith('/') || name.Contains('='))
        {
            return null;
        }

        var verb = All.FirstOrDefault(verb => verb.Name == name) ?? throw new PlatformException(
            $"'{name}' is none of the things that can be asked for: {string.Join(", ", All.Select(verb => verb.Name))}. Without it the environment starts.");
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            return await verb.RunAsync(new VerbArguments(args.Skip(1)), interrupted.Token);
        }
        catch (VerbUsageException e)
        {
            throw new PlatformException($"{verb.Name}: {e.Message} Usage: {verb.Name} {verb.Usage}".TrimEnd(), e);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            throw new PlatformException($"{verb.Name} was interrupted.");
        }

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.Cancel();
        }
    }
}
