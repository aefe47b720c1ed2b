namespace Platform.LogShipper.Setup;

/// <summary>Files of this folder, which are part of the program.</summary>
internal static class SetupFile
{
    public static string Read(string name)
    {
        using var stream = typeof(SetupFile).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The program has no part called {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
