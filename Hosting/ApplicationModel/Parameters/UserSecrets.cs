using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Platform.Hosting.ApplicationModel;

/// <summary>
/// The user's secrets for an AppHost: one JSON file outside the clone, readable by its owner only.
/// Layout: https://learn.microsoft.com/aspnet/core/security/app-secrets
/// </summary>
internal static class UserSecrets
{
    private static readonly Lock s_lock = new();

    /// <summary>The secrets file of an AppHost; null for one without a UserSecretsId.</summary>
    public static string? FileOf(Assembly? appHost)
    {
        var id = appHost?.GetCustomAttributesData()
            .FirstOrDefault(a => a.AttributeType.Name is "UserSecretsIdAttribute")?.ConstructorArguments[0].Value as string;
        if (id is null)
        {
            return null;
        }

        return OperatingSystem.IsWindows()
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "Microsoft", "UserSecrets", id, "secrets.json")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".microsoft", "usersecrets", id, "secrets.json");
    }

    public static bool Has(string file, string key)
    {
        lock (s_lock)
        {
            return Read(file).ContainsKey(key);
        }
    }

    public static void Save(string file, string key, string value) => Change(file, secrets => secrets[key] = value);

    public static void Remove(string file, string key) => Change(file, secrets => secrets.Remove(key));

    private static JsonObject Read(string file) => File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))!.AsObject() : [];

    private static void Change(string file, Action<JsonObject> change)
    {
        lock (s_lock)
        {
            var secrets = Read(file);
            change(secrets);
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
}
