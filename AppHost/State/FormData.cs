using Platform.AppHost.Processes;
using Platform.AppHost.Snapshots;
using Platform.ServiceDefaults;
using Platform.Tools;

namespace Platform.AppHost.State;

/// <summary>
/// The data of services when their form, or their server, changes to one that cannot read it. A service's folder holds the data
/// that it works on; what it cannot read is set aside beside it, as <c>storage.process</c> or <c>storage.container</c> when its form
/// has changed and as <c>postgres.16</c> when only its version has, and comes back with its form or version. Nothing is deleted.
/// </summary>
/// <param name="statePath">The state folder.</param>
/// <param name="mayStartEmpty">The user agrees to a start without data.</param>
/// <param name="tools">The programs of process forms; null while they are not known, and are taken to read what is there.</param>
internal sealed class FormData(string statePath, bool mayStartEmpty, ToolSet? tools)
{
    /// <summary>
    /// Whether both forms write the same kind of files. MinIO and our object store do not; the servers of other operating systems are
    /// not those of Linux, which containers run. Which versions of them a server can read is another question.
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

    /// <summary>Sees to it that a service's folder holds data that it can read.</summary>
    /// <exception cref="PlatformException">It would start empty, and the user has not agreed to that; or a folder cannot be renamed.</exception>
    public void Use(string service, ServiceForm before, ServiceForm form)
    {
        Check(service, before, form);
        var data = Data(service);
        if (OwnAside(service, before, form) is { } own)
        {
            // It is there whether the change begins here or was interrupted once.
            var isOfForm = own == Aside(data, Text(form));
            var other = form is ServiceForm.Container ? ServiceForm.Process : ServiceForm.Container;
            Rename(service, data, isOfForm ? Aside(data, Text(other)) : Aside(service, form, form));
            Rename(service, own, data);
            Console.Error.WriteLine($"{service} goes on with the data of {(isOfForm ? $"its {Text(form)} form" : StoredFiles.Find(service, data))}.");
        }
        else if (StartsEmpty(service, before, form))
        {
            var (aside, writer) = (Aside(service, before, form), Writer(service, before, form));
            Rename(service, data, aside);
            Console.Error.WriteLine($"{service} starts empty: the data of {writer} is kept in {aside}.");
        }
    }

    /// <summary>What a change means for a service's data.</summary>
    public string Reason(string service, ServiceForm before, ServiceForm form) =>
        $"{service} has data of {Writer(service, before, form)}, which {(before == form ? Reader(service, form) : $"its {Text(form)} form")} cannot read: it would start empty. "
        + $"Nothing would be deleted; {(before == form ? "the data comes back with the version that wrote it, with which it can be dumped" : $"the data comes back with Platform__Forms__{service}={Text(before)}")}.";

    /// <summary>Whether a service has data that it would not find in another form or version.</summary>
    public bool StartsEmpty(string service, ServiceForm before, ServiceForm form) =>
        !CanRead(service, before, form) && OwnAside(service, before, form) is null && HasFiles(Data(service));

    private bool CanRead(string service, ServiceForm before, ServiceForm form) =>
        (IsShared(service) || before == form)
        && (Here(service, form) is not { } here || StoredFiles.Find(service, Data(service)) is not { } files || files.CanBeReadBy(here));

    // What was set aside for a change of the form, or of the version while the data that is there cannot be read.
    private string? OwnAside(string service, ServiceForm before, ServiceForm form)
    {
        var data = Data(service);
        string?[] asides =
        [
            Aside(data, Text(form)),
            Here(service, form) is { } here && (!Directory.Exists(data) || !CanRead(service, before, form)) ? Aside(data, StoredFiles.Of(here).Label) : null,
        ];
        return asides.FirstOrDefault(Directory.Exists);
    }

    private StoreVersion? Here(string service, ServiceForm form) =>
        tools is not null && service is ResourceNames.Postgres or ResourceNames.Redis ? StoreVersions.Of(service, form, tools) : null;

    private string Writer(string service, ServiceForm before, ServiceForm form) =>
        before == form && StoredFiles.Find(service, Data(service)) is { } files ? files.ToString() : $"its {Text(before)} form";

    private string Reader(string service, ServiceForm form) => Here(service, form) is { } here ? StoredFiles.Of(here).ToString() : service;

    private string Data(string service) => Path.Combine(statePath, "data", service);

    // Where the data that is there goes.
    private string Aside(string service, ServiceForm before, ServiceForm form) =>
        Aside(Data(service), before == form && StoredFiles.Find(service, Data(service)) is { } files ? files.Label : Text(before));

    private static string Aside(string data, string label) => $"{data}.{label}";

    private static string Text(ServiceForm form) => form.ToString().ToLowerInvariant();

    private static bool HasFiles(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();

    private static void Rename(string service, string from, string to)
    {
        if (service == ResourceNames.Postgres)
        {
            PostgresCluster.CheckNotOpen(from);
        }

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
