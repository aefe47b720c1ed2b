using System.ComponentModel;
using System.Diagnostics;

namespace Platform.AppHost.Processes;

/// <summary>The desktop of whoever works on this machine, if it has one.</summary>
internal static class Desktop
{
    // The exit code of a shell that has not found its program.
    private const int NotFound = 127;

    // An opener that fails does so at once; a file manager may run until its window is closed.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Shows a folder in the file manager.</summary>
    /// <returns>Null when it is shown, else why not.</returns>
    public static async Task<string?> OpenAsync(string folder, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsLinux() && !HasDisplay)
        {
            // There xdg-open would look for a browser that runs in the terminal.
            return "This machine has no desktop to show it on (neither DISPLAY nor WAYLAND_DISPLAY is set)";
        }

        var (program, arguments, opener) = Command(folder);
        try
        {
            using var process = Process.Start(program, arguments);
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bound.CancelAfter(Patience);
            await process.WaitForExitAsync(bound.Token);
            return process.ExitCode switch
            {
                0 => null,
                // It ends with 1 even when it has shown the folder.
                _ when OperatingSystem.IsWindows() => null,
                NotFound => $"There is no {opener} on PATH to show it",
                var code => $"{opener} ended with {code}",
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Win32Exception e)
        {
            return $"{opener} cannot be started ({e.Message})";
        }
    }

    private static bool HasDisplay =>
        new[] { "DISPLAY", "WAYLAND_DISPLAY" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    private static (string Program, string[] Arguments, string Opener) Command(string folder) =>
        OperatingSystem.IsWindows() ? ("explorer", [folder], "explorer")
        : OperatingSystem.IsMacOS() ? ("open", [folder], "open")
        // Through a shell, so that what file managers print stays out of the AppHost's output.
        : ("/bin/sh", ["-c", "exec xdg-open \"$1\" </dev/null >/dev/null 2>&1", "sh", folder], "xdg-open");
}
