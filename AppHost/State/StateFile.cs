using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.AppHost.State;

/// <summary>Reads and writes the JSON files of the state folder: whole or not at all, and for the owner's eyes only.</summary>
internal static class StateFile
{
    /// <exception cref="PlatformException">The file cannot be read or does not hold what it should.</exception>
    public static T? Read<T>(string path, JsonTypeInfo<T> type) where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), type) : null;
        }
        catch (JsonException e)
        {
            throw new PlatformException($"{path} is damaged ({e.Message}). Correct it, or delete it to have it made again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"{path} cannot be read: {e.Message}", e);
        }
    }

    /// <exception cref="PlatformException">The file cannot be written.</exception>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type)
    {
        var draft = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            OwnerOnly.WriteAllBytes(draft, JsonSerializer.SerializeToUtf8Bytes(value, type));
            File.Move(draft, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"{path} cannot be written: {e.Message}", e);
        }
    }
}
