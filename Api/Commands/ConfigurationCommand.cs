using Platform.ServiceDefaults.Configuration;

namespace Platform.Api.Commands;

/// <summary>Writes docs/configuration.md and the .env templates.</summary>
internal static class ConfigurationCommand
{
    /// <summary>The files by their path in the repository.</summary>
    public static IReadOnlyDictionary<string, string> Documents()
    {
        var builder = WebApplication.CreateSlimBuilder();
        Shop.AddServices(builder);
        return ConfigurationDocuments.Create(builder);
    }

    public static void Write(string repository)
    {
        foreach (var (path, content) in Documents())
        {
            File.WriteAllText(Path.Combine(repository, path), content);
            Console.WriteLine(path);
        }
    }
}
