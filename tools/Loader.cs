namespace Platform.Tools;

/// <summary>Where the operating system's loader looks for the libraries of an unpacked package.</summary>
internal static class Loader
{
    public static IReadOnlyDictionary<string, string> Environment(string? libraryFolder)
    {
        if (libraryFolder is null)
        {
            return new Dictionary<string, string>();
        }

        var inherited = System.Environment.GetEnvironmentVariable("LD_LIBRARY_PATH");
        return new Dictionary<string, string>
        {
            ["LD_LIBRARY_PATH"] = string.IsNullOrEmpty(inherited) ? libraryFolder : $"{libraryFolder}:{inherited}",
        };
    }
}
