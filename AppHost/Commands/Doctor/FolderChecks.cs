namespace Platform.AppHost.Commands.Doctor;

/// <summary>The folders that the environment writes to: can it, and is there room?</summary>
internal static class FolderChecks
{
    private const long MiB = 1024 * 1024, Least = 300 * MiB, Comfortable = 2048 * MiB;

    /// <param name="subject">What the folder is for.</param>
    /// <param name="folder">The folder, which need not be there yet.</param>
    /// <param name="isRequired">Whether nothing works without it.</param>
    /// <param name="remedy">How to have another one.</param>
    public static Finding Writable(string subject, string folder, bool isRequired, string remedy)
    {
        var existing = NearestExisting(folder);
        var probe = Path.Combine(existing, $".doctor-{Path.GetRandomFileName()}");
        try
        {
            using var file = new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
            file.Write(new byte[64 * 1024]);
            file.Flush();
            return Room(subject, folder, existing);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var message = $"{folder} cannot be written: {e.Message}";
            return isRequired ? Finding.Error(subject, message, remedy) : Finding.Warning(subject, message, remedy);
        }
    }

    private static Finding Room(string subject, string folder, string existing)
    {
        var free = new DriveInfo(existing).AvailableFreeSpace;
        var message = $"{folder}, {free / MiB} MiB free";
        return free switch
        {
            < Least => Finding.Error(subject, message, $"Make room: at least {Least / MiB} MiB, better {Comfortable / MiB} MiB."),
            < Comfortable => Finding.Warning(subject, message, $"Make room soon: {Comfortable / MiB} MiB let data and logs grow."),
            _ => Finding.Ok(subject, message),
        };
    }

    private static string NearestExisting(string folder)
    {
        var path = Path.GetFullPath(folder);
        while (!Directory.Exists(path) && Path.GetDirectoryName(path) is { } parent)
        {
            path = parent;
        }

        return path;
    }
}
