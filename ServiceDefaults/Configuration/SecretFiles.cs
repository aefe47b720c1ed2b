using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Platform.ServiceDefaults.Configuration;

/// <summary>Where secrets are files, as Docker (<c>/run/secrets</c>) and Kubernetes (a mounted secret) bring them.</summary>
public sealed class SecretSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Secrets";

    /// <inheritdoc/>
    public static string About => "Any setting of this page may be a file instead: its name is the variable, its content the value.";

    /// <summary>The folder of the files.</summary>
    [Setting(
        "A folder with one file for each setting, as Docker and Kubernetes bring secrets. What is in a file goes before the environment. Empty: none.",
        Key = SecretFiles.Variable, Example = "/run/secrets")]
    public string Folder { get; set; } = "";
}

/// <summary>Reads settings from files of their name.</summary>
public static class SecretFiles
{
    internal const string Variable = "PLATFORM_SECRETS";

    /// <summary>The value of an environment variable, or of the file that stands for it; for programs that have no configuration.</summary>
    /// <param name="variable">For example <c>ConnectionStrings__shopdb</c>.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string? Find(string variable) =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Path.Combine(folder, variable) is var path && File.Exists(path)
            ? File.ReadAllText(path).TrimEnd('\r', '\n')
            : Environment.GetEnvironmentVariable(variable);

    internal static void AddSecretFiles(this IHostApplicationBuilder builder)
    {
        var folder = builder.AddSettings<SecretSettings>().Folder;
        if (folder.Length == 0)
        {
            return;
        }

        try
        {
            // Tried first: configuration that cannot be read would be read again, and fail, with every source that is added to it.
            foreach (var file in Directory.GetFiles(folder))
            {
                File.OpenRead(file).Dispose();
            }

            builder.Configuration.AddKeyPerFile(Path.GetFullPath(folder), optional: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            builder.AddSettingProblem(new(Variable, $"is '{folder}', which cannot be read: {e.Message.TrimEnd('.')}", "/run/secrets"));
        }
    }
}
