using Platform.ServiceDefaults;

namespace Platform.AppHost.State;

/// <summary>
/// The data of services whose forms cannot read each other's. A service's folder holds the data of the form that it runs in; when
/// the form changes, the folder is set aside beside it as <c>storage.process</c> or <c>storage.container</c> and comes back with
/// its form. Nothing is deleted.
/// </summary>
internal sealed class FormData(string statePath, bool mayStartEmpty)
{
    /// <summary>
    /// Whether both forms can read the same data. MinIO and our object store write different files; the servers of other operating
    /// systems are not those of Linux, which containers run.
    /// </summary>
    public static bool IsShared(string service) => service != ResourceNames.Storage && OperatingSystem.IsLinux();

    /// <summary>Asks whether a service may go on in a form; changes nothing.</summary>
    /// <exception cref="PlatformException">It would start empty, and the user has not agreed to that.</exception>
    public void Check(string service, ServiceForm before, ServiceForm form)
    {
        if (!mayStartEmpty && StartsEmpty(service, before, form))
        {
            throw new PlatformException(
                $"{Reason(service, before, form)} To agree, set Platform__StartEmpty=true in the environment.");
        }
    }

    /// <summary>Sees to it that a service's folder holds the data of its form.</summary>
    /// <exception cref="PlatformException">It would start empty, and the user has not agreed to that; or a folder cannot be renamed.</exception>
    public void Use(string service, ServiceForm before, ServiceForm form)
    {
        Check(service, before, form);
        if (IsShared(service))
        {
            return;
        }

        var data = Path.Combine(statePath, "data", service);
        var ownAside = Aside(data, form);
        if (Directory.Exists(ownAside))
        {
            // It is there whether the change begins here or was interrupted once.
            var other = form is ServiceForm.Container ? ServiceForm.Process : ServiceForm.Container;
            Rename(data, Aside(data, other));
            Rename(ownAside, data);
            Console.Error.WriteLine($"{service} goes on with the data of its {Text(form)} form.");
        }
        else if (StartsEmpty(service, before, form))
        {
            Rename(data, Aside(data, before));
            Console.Error.WriteLine($"{service} starts empty: the data of its {Text(before)} form is kept in {Aside(data, before)}.");
        }
    }

    /// <summary>What a change means for a service's data.</summary>
    public static string Reason(string service, ServiceForm before, ServiceForm form) =>
        $"{service} has data of its {Text(before)} form, which its {Text(form)} form cannot read: it would start empty. "
        + $"Nothing would be deleted; the data comes back with Platform__Forms__{service}={Text(before)}.";

    /// <summary>Whether a service has data that it would not find in another form.</summary>
    public bool StartsEmpty(string service, ServiceForm before, ServiceForm form) =>
        !IsShared(service) && before != form
        && !Directory.Exists(Aside(Path.Combine(statePath, "data", service), form))
        && HasFiles(Path.Combine(statePath, "data", service));

    private static string Aside(string data, ServiceForm form) => $"{data}.{Text(form)}";

    private static string Text(ServiceForm form) => form.ToString().ToLowerInvariant();

    private static bool HasFiles(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();

    private static void Rename(string from, string to)
    {
        try
        {
            if (Directory.Exists(from))
            {
                Directory.Move(from, to);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException($"The data in {from} cannot be set aside as {to}: {e.Message}", e);
        }
    }
}
