using System.Globalization;

namespace Platform.Api.Commands;

/// <summary>What the program was asked to do: serve (no command), or run a command and end.</summary>
internal sealed record CommandLine(
    string Verb, bool Seed = false, int Scale = 1, bool Check = false, bool Script = false, string Folder = ".")
{
    public const string Usage = """
        Usage:
          api                              serve
          api migrate [--seed] [--scale N] apply pending migrations, and the test data when asked
          api migrate --check              fail when the database and the program's model differ
          api migrate --script             print all migrations as one idempotent script
          api seed [--scale N]             put the test data in place; N times 520 products (default PLATFORM_SEED_SCALE or 1)
          api configuration [folder]       write docs/configuration.md and the .env templates into the repository
        """;

    /// <summary>Reads the arguments. Null means: serve (host settings such as --urls are not for us).</summary>
    /// <exception cref="ArgumentException">An unknown option or a value that is out of range.</exception>
    public static CommandLine? Parse(ReadOnlySpan<string> args)
    {
        if (args.IsEmpty || args[0] is not ("migrate" or "seed" or "configuration"))
        {
            return args.IsEmpty || args[0].StartsWith('-') ? null : throw Invalid($"Unknown command '{args[0]}'.");
        }

        var line = new CommandLine(args[0], Seed: args[0] == "seed", Scale: DefaultScale());
        for (var i = 1; i < args.Length; i++)
        {
            line = (args[0], args[i]) switch
            {
                ("migrate", "--seed") => line with { Seed = true },
                ("migrate", "--check") => line with { Check = true },
                ("migrate", "--script") => line with { Script = true },
                ("configuration", { } folder) when !folder.StartsWith('-') => line with { Folder = folder },
                ("migrate" or "seed", "--scale") when i + 1 < args.Length => line with { Scale = ParseScale("--scale", args[++i]) },
                _ => throw Invalid($"Unknown option '{args[i]}' of '{args[0]}'."),
            };
        }

        return line;
    }

    private static int DefaultScale() =>
        Environment.GetEnvironmentVariable("PLATFORM_SEED_SCALE") is { Length: > 0 } text ? ParseScale("PLATFORM_SEED_SCALE", text) : 1;

    private static int ParseScale(string name, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var scale) && scale is >= 1 and <= 10_000
            ? scale
            : throw Invalid($"{name} is '{text}'; it must be a whole number from 1 to 10000.");

    private static ArgumentException Invalid(string message) => new($"{message}{Environment.NewLine}{Usage}");
}
