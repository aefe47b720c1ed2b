namespace Platform.AppHost.Commands.Verbs;

/// <summary>The arguments of a verb, taken one after the other.</summary>
internal sealed class VerbArguments(IEnumerable<string> arguments)
{
    private readonly List<string> rest = [.. arguments];

    /// <summary>Whether a flag such as <c>--force</c> is given.</summary>
    public bool Flag(string name) => rest.Remove(name);

    /// <summary>The value after a name such as <c>--scale</c>, or null.</summary>
    /// <exception cref="VerbUsageException">The name stands last.</exception>
    public string? Option(string name)
    {
        if (rest.IndexOf(name) is >= 0 and var at)
        {
            var value = at + 1 < rest.Count ? rest[at + 1] : throw new VerbUsageException($"{name} has no value.");
            rest.RemoveRange(at, 2);
            return value;
        }

        return null;
    }

    /// <summary>The next argument that belongs to no option, or null. Take options first.</summary>
    public string? Next()
    {
        var next = rest.FirstOrDefault();
        rest.RemoveRange(0, next is null ? 0 : 1);
        return next;
    }

    /// <summary>The same where it must be there.</summary>
    /// <exception cref="VerbUsageException">There is none.</exception>
    public string Required(string name) => Next() is { Length: > 0 } next ? next : throw new VerbUsageException($"{name} is missing.");

    /// <summary>The path of a file that is named: meant from where the user is, also when make or dotnet run has changed the folder.</summary>
    public static string FullPath(string file) =>
        Path.GetFullPath(file, Environment.GetEnvironmentVariable("PLATFORM_DIRECTORY") is { Length: > 0 } from ? from : Environment.CurrentDirectory);

    /// <summary>Says that nothing more is expected.</summary>
    /// <exception cref="VerbUsageException">There is more.</exception>
    public void End()
    {
        if (rest.Count > 0)
        {
            throw new VerbUsageException($"'{string.Join(' ', rest)}' is not expected.");
        }
    }
}
