using System.Reflection;

namespace Platform.AppHost.State;

/// <summary>The clone that this program was built from.</summary>
internal static class Clone
{
    /// <summary>Its folder.</summary>
    public static string Folder { get; } = Path.GetFullPath(Path.Combine(
        typeof(Clone).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == "apphostprojectpath").Value!, ".."));

    /// <summary>The folder of its AppHost's project, where its settings are.</summary>
    public static string ProjectFolder => Path.Combine(Folder, "AppHost");

    /// <summary>The path of the state folder that a start without arguments takes.</summary>
    /// <exception cref="PlatformException">A file of settings cannot be read.</exception>
    public static string ConfiguredStatePath => StateFolder.PathFor(Folder, CloneSettings.State(ProjectFolder));

    /// <summary>
    /// The path of the state folder that is meant by who asks for something: the one that is configured; or, when none is and
    /// nothing runs with the usual one, that of the copy which was started with another one as its argument.
    /// </summary>
    /// <exception cref="PlatformException">Several such copies run, or a file of settings cannot be read.</exception>
    public static string StatePath
    {
        get
        {
            if (CloneSettings.State(ProjectFolder) is { } chosen)
            {
                return chosen;
            }

            var usual = StateFolder.PathFor(Folder, null);
            if (RunLock.Running(usual) is not null)
            {
                return usual;
            }

            return new RunningClones().Others(usual).Where(run => run.CloneFolder == Folder).Select(run => run.Root).ToArray() switch
            {
                [] => usual,
                [var only] => only,
                var several => throw new PlatformException(
                    $"Several copies of this clone run, each with a state folder of its own. Say which is meant, for example Platform__State={several[0]} make health. They are {string.Join(", ", several)}."),
            };
        }
    }
}
