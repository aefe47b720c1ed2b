namespace Platform.ServiceDefaults.Paths;

/// <summary>The operating systems whose rules are known.</summary>
internal enum SystemKind
{
    /// <summary>Windows.</summary>
    Windows,

    /// <summary>Linux, and what is like it (XDG base directories).</summary>
    Linux,

    /// <summary>macOS.</summary>
    MacOS,
}

/// <summary>Where programs keep their files by the rules of each operating system.</summary>
/// <param name="Temp">For files that nobody misses after a restart.</param>
/// <param name="Data">For what a program keeps, of the present user.</param>
internal sealed record SystemFolders(string Temp, string Data)
{
    /// <summary>Those of the present system and user.</summary>
    public static SystemFolders Present() => Of(
        OperatingSystem.IsWindows() ? SystemKind.Windows : OperatingSystem.IsMacOS() ? SystemKind.MacOS : SystemKind.Linux,
        Environment.GetEnvironmentVariable,
        Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify));

    /// <param name="kind">Whose rules.</param>
    /// <param name="variable">Gives an environment variable.</param>
    /// <param name="home">The user's folder where no variable names it.</param>
    public static SystemFolders Of(SystemKind kind, Func<string, string?> variable, string home)
    {
        return kind switch
        {
            SystemKind.Windows => new(
                Given("TMP") ?? Given("TEMP") ?? @$"{Given("USERPROFILE") ?? home}\AppData\Local\Temp",
                Given("LOCALAPPDATA") ?? @$"{Given("USERPROFILE") ?? home}\AppData\Local"),
            SystemKind.MacOS => new(Given("TMPDIR") ?? "/tmp", $"{Given("HOME") ?? home}/Library/Application Support"),

            // A relative XDG_DATA_HOME is to be ignored (XDG Base Directory Specification 0.8).
            _ => new(Given("TMPDIR") ?? "/tmp", Given("XDG_DATA_HOME") is ['/', ..] data ? data : $"{Given("HOME") ?? home}/.local/share"),
        };

        string? Given(string name) => variable(name) is { Length: > 0 } value ? value.TrimEnd(kind is SystemKind.Windows ? '\\' : '/') : null;
    }
}
