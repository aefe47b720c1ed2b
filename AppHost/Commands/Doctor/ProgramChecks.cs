using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Platform.AppHost.Containers;
using Platform.AppHost.Processes;
using Platform.AppHost.State;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>The programs that people install: the SDK, Node.js, git, make, a container engine.</summary>
internal static class ProgramChecks
{
    private const int OldestNode = 20;
    private const string Setup = "scripts/dev-setup.sh (scripts/dev-setup.ps1 on Windows) installs it or says how";

    public static async Task<Finding> SdkAsync() =>
        await Programs.AskAsync("dotnet", "--version") is { } version
            ? Finding.Ok(".NET SDK", $"{version}; this runs on {RuntimeInformation.FrameworkDescription}")
            : Finding.Warning(".NET SDK", "dotnet on PATH gives no version that global.json accepts", $"Install the .NET SDK 10: https://dot.net/download; {Setup}.");

    /// <param name="isNeeded">Whether something is still to be fetched by npm.</param>
    public static async Task<Finding> NodeAsync(bool isNeeded)
    {
        var node = Programs.FindVersion(await Programs.AskAsync("node", "--version"));
        var npm = Programs.FindVersion(await Programs.AskAsync("npm", "--version"));
        if (node?.Major >= OldestNode && npm is not null)
        {
            return Finding.Ok("Node.js", $"{node}, npm {npm}");
        }

        var seen = node is null ? "node is not on PATH" : node.Major < OldestNode ? $"this is {node}, and {OldestNode} or newer is needed" : "npm is not on PATH";
        var remedy = $"Install Node.js {OldestNode} or newer: https://nodejs.org/download; {Setup}.";
        return isNeeded
            ? Finding.Error("Node.js", $"{seen}; npm fetches the tools that are missing", remedy)
            : Finding.Warning("Node.js", $"{seen}; the tools are in the cache, so it is not needed before their next update", remedy);
    }

    public static async Task<Finding> GitAsync() => Optional("git", await Programs.AskAsync("git", "--version"));

    public static async Task<Finding> MakeAsync() => Optional("make", (await Programs.AskAsync("make", "--version"))?.Split('\n')[0]);

    /// <summary>Asks as a start does, so that it cannot say another thing.</summary>
    /// <param name="dcp">The Aspire engine's program; null before it has been fetched.</param>
    /// <param name="configuration">The user's settings.</param>
    /// <param name="containers">What runs as a container.</param>
    public static async Task<Finding> ContainerEngineAsync(string? dcp, IConfiguration configuration, string[] containers)
    {
        const string subject = "Container engine";
        var (use, process) = containers.Length > 0 ? ($"{string.Join(", ", containers)} {(containers.Length is 1 ? "is" : "are")} to run as a container", ", or set Platform__Form=process") : ("everything runs as a process", "");
        if (dcp is null)
        {
            const string unknown = "not known before the Aspire engine is fetched";
            return containers.Length > 0 ? Finding.Warning(subject, $"{unknown}; {use}", ToolChecks.Fetch) : Finding.Ok(subject, $"{unknown}; {use}");
        }

        using var bound = new CancellationTokenSource(Programs.Bound);
        try
        {
            var state = await ContainerEngine.AskAsync(dcp, configuration, bound.Token);
            return state.Problem is not { } problem ? Finding.Ok(subject, $"{state.Runtime} answers")
                : containers.Length > 0 ? Finding.Error(subject, $"{problem}, and {use}", $"{state.Remedy}{process}.")
                : Finding.Ok(subject, $"{problem}; {use}");
        }
        catch (Exception e) when (e is PlatformException or OperationCanceledException)
        {
            var message = e is PlatformException ? e.Message : $"`{dcp} info` does not answer within {Programs.Bound.TotalSeconds:0} s";
            return containers.Length > 0 ? Finding.Error(subject, $"{message}; {use}", $"See 'Engine answers'{process}.") : Finding.Ok(subject, $"{message}; {use}");
        }
    }

    /// <summary>PostgreSQL refuses root, who therefore needs user namespaces.</summary>
    public static async Task<Finding> UserAsync()
    {
        var (program, arguments) = OrdinaryUser.Run("true");
        return program == "true" || await Programs.AskAsync(program, arguments) is not null
            ? Finding.Ok("User", program == "true" ? Environment.UserName : $"{Environment.UserName}, through a user namespace where a program refuses root")
            : Finding.Error("User", "PostgreSQL refuses to run as root, and this machine allows no user namespaces", "Start the AppHost as an ordinary user.");
    }

    private static Finding Optional(string program, string? answer) => answer is { Length: > 0 }
        ? Finding.Ok(program, $"{Programs.FindVersion(answer)?.ToString() ?? answer}")
        : Finding.Warning(program, "not on PATH", $"The environment runs without; {Setup}.");
}
