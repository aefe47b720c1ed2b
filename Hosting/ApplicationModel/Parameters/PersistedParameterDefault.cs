using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Platform.Hosting.ApplicationModel;

/// <summary>
/// A default that is made once and kept in the AppHost's user secrets, where there are any (the project sets <c>UserSecretsId</c>).
/// </summary>
internal sealed class PersistedParameterDefault(Assembly assembly, IConfigurationManager configuration, string key, ParameterDefault inner) : ParameterDefault
{
    private static readonly Lock s_lock = new();

    public override string GetDefaultValue()
    {
        var value = inner.GetDefaultValue();
        configuration.AddInMemoryCollection([new(key, value)]);
        if (UserSecretsFile() is { } file)
        {
            Save(file, value);
        }

        return value;
    }

    private void Save(string file, string value)
    {
        lock (s_lock)
        {
            var secrets = File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))!.AsObject() : [];
            secrets[key] = value;
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var temporary = $"{file}.{Environment.ProcessId}";
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(temporary, options))
            using (var writer = new Utf8JsonWriter(stream, new() { Indented = true }))
            {
                secrets.WriteTo(writer);
            }

            File.Move(temporary, file, overwrite: true);
        }
    }

    // The layout of user secrets: https://learn.microsoft.com/aspnet/core/security/app-secrets
    private string? UserSecretsFile()
    {
        var id = assembly.GetCustomAttributesData()
            .FirstOrDefault(a => a.AttributeType.Name is "UserSecretsIdAttribute")?.ConstructorArguments[0].Value as string;
        if (id is null)
        {
            return null;
        }

        return OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Microsoft", "UserSecrets", id, "secrets.json")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".microsoft", "usersecrets", id, "secrets.json");
    }
}
