using Microsoft.Extensions.Configuration;
using Platform.AppHost.Snapshots;
using Platform.AppHost.State;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>Looks at everything that a start needs. It changes nothing, asks no network, and comes to an end on a machine where much is broken.</summary>
internal static class Examination
{
    public static async Task<IReadOnlyList<Finding>> RunAsync()
    {
        var findings = new List<Finding>();
        var (configuration, options) = Settings(findings);
        var toolbox = Toolbox(findings);
        var chosen = options?.Engine.Engine;
        var engine = toolbox is null ? null : await ToolChecks.FindEngineAsync(toolbox, chosen);
        var needed = ToolChecks.Needed(chosen);
        var isAllFetched = toolbox is not null && needed.All(name => toolbox.FindVersion(name, out _) is not null);
        var statePath = StatePath();

        // Programs take their time to answer, so all are asked at once; the list keeps its order.
        Task<IEnumerable<Finding>>[] checks =
        [
            One(ProgramChecks.SdkAsync),
            One(() => ProgramChecks.NodeAsync(isNeeded: !isAllFetched)),
            One(ProgramChecks.GitAsync),
            One(ProgramChecks.MakeAsync),
            One(ProgramChecks.UserAsync),
            Several("Tools", () => toolbox is null ? [] : needed.Select(name => ToolChecks.Tool(toolbox, name))),
            toolbox is null ? Several("Tools", () => []) : One(() => ToolChecks.EngineAnswersAsync(toolbox, engine)),
            One(() => ContainerEngineAsync(engine?.Dcp, configuration, options, statePath)),
            Several("Ports", () => PortChecks.Ports(statePath, options)),
            Several("Folders", () => Folders(statePath, toolbox, isAllFetched)),
            Several("Memory", () => [MachineChecks.Memory()]),
            Several("Certificate", () => [CertificateCheck.Check()]),
            One(() => MachineChecks.ClockAsync(statePath)),
        ];
        foreach (var check in checks)
        {
            findings.AddRange(await check);
        }

        return findings;
    }

    private static async Task<Finding> ContainerEngineAsync(string? dcp, IConfiguration configuration, PlatformOptions? options, string statePath)
    {
        try
        {
            return await ProgramChecks.ContainerEngineAsync(dcp, configuration, options is null ? [] : [.. ContainersOf(options, statePath)]);
        }
        catch (PlatformException e)
        {
            return Finding.Error("Container engine", e.Message, "Put that right and ask again.");
        }
    }

    // What the user asks for, or has asked for once. Others than these run as containers only where they are named.
    private static IEnumerable<string> ContainersOf(PlatformOptions options, string statePath)
    {
        var choices = new FormChoices(statePath, options);
        string[] remembered = [.. SnapshotManifest.StoreNames, ResourceNames.Prometheus];
        return remembered.Where(choices.IsContainer)
            .Where(name => name != ResourceNames.Prometheus || (options.Monitoring ?? options.Profile >= Profile.Default))
            .Concat(options.Forms.Where(form => form.Value is ServiceForm.Container && !remembered.Contains(form.Key, StringComparer.OrdinalIgnoreCase)).Select(form => form.Key));
    }

    private static string StatePath()
    {
        try
        {
            return Clone.StatePath;
        }
        catch (PlatformException)
        {
            // The finding about the settings tells why.
            return StateFolder.PathFor(Clone.Folder, null);
        }
    }

    private static IEnumerable<Finding> Folders(string statePath, Toolbox? toolbox, bool isAllFetched)
    {
        yield return FolderChecks.Writable("State", statePath, isRequired: true, "Give yourself the right to write there, or set Platform__State to another folder.");
        yield return FolderChecks.Writable("Temporary files", Path.GetTempPath(), isRequired: true, "Set TMPDIR (TEMP on Windows) to a folder that can be written.");
        if (toolbox is not null)
        {
            yield return FolderChecks.Writable("Tool cache", toolbox.CacheRoot, isRequired: !isAllFetched, "Set XDG_CACHE_HOME to a folder that can be written.");
        }
    }

    private static (IConfiguration Configuration, PlatformOptions? Options) Settings(List<Finding> findings)
    {
        IConfiguration configuration = new ConfigurationBuilder().Build();
        try
        {
            configuration = CloneSettings.Read(Clone.ProjectFolder);
            var options = PlatformOptions.Read(configuration);
            findings.Add(Finding.Ok("Settings", "read"));
            return (configuration, options);
        }
        catch (PlatformException e)
        {
            findings.Add(Finding.Error("Settings", e.Message, "Correct it in the environment or in AppHost/appsettings.json."));
            return (configuration, null);
        }
    }

    private static Toolbox? Toolbox(List<Finding> findings)
    {
        try
        {
            return new Toolbox();
        }
        catch (ToolException e)
        {
            findings.Add(Finding.Error("Tool cache", e.Message, "Set HOME or XDG_CACHE_HOME."));
            return null;
        }
    }

    private static Task<IEnumerable<Finding>> One(Func<Task<Finding>> check) => Task.Run<IEnumerable<Finding>>(async () => [await check()]);

    // What is broken in a way that nobody thought of is a finding, too.
    private static Task<IEnumerable<Finding>> Several(string subject, Func<IEnumerable<Finding>> check) => Task.Run<IEnumerable<Finding>>(() =>
    {
        try
        {
            return [.. check()];
        }
        catch (Exception e) when (e is PlatformException or IOException or UnauthorizedAccessException)
        {
            return [Finding.Error(subject, e.Message, "Put that right and ask again.")];
        }
    });
}
