using Platform.Tools;

namespace Platform.AppHost.State;

/// <summary>
/// The form in which each backing service runs. It is remembered in <c>forms.json</c> and changes only when the user says so:
/// nobody's data may change because an engine is off one morning.
/// </summary>
internal sealed class FormChoices
{
    private readonly SortedDictionary<string, string> remembered;
    private readonly string statePath;
    private readonly PlatformOptions options;
    private bool mayStartEmpty;
    private ToolSet? tools;

    /// <param name="statePath">The state folder, which need not be there yet.</param>
    /// <param name="options">What the user asks for.</param>
    public FormChoices(string statePath, PlatformOptions options)
    {
        this.statePath = statePath;
        this.options = options;
        mayStartEmpty = options.StartEmpty;
        remembered = StateFile.Read(FilePath, StateJson.Default.SortedDictionaryStringString) ?? new(StringComparer.Ordinal);
    }

    private FormData Data => new(statePath, mayStartEmpty, tools);

    private string FilePath => Path.Combine(statePath, "forms.json");

    /// <summary>The form of a service.</summary>
    /// <param name="service">The resource's name.</param>
    /// <param name="available">The forms it has, the one that <see cref="ServiceForm.Auto"/> means first.</param>
    /// <exception cref="PlatformException">The service does not have the form that was asked for, or would lose sight of its data by it.</exception>
    public ServiceForm Of(string service, params ReadOnlySpan<ServiceForm> available)
    {
        var (asked, key) = Asked(service);
        asked ??= Remembered(service);
        var form = asked is null or ServiceForm.Auto ? available[0] : asked.Value;
        if (!available.Contains(form))
        {
            throw new PlatformException(
                $"{service} has no {Text(form)} form yet ({key}). Set Platform__Forms__{service}={Text(available[0])} in the environment.");
        }

        if (Remembered(service) is { } before)
        {
            Data.Use(service, before, form);
        }

        Remember(service, form);
        return form;
    }

    /// <summary>Allows or refuses changes of forms and of the servers' versions as a whole, before any of it is made.</summary>
    /// <param name="services">The services that have both forms.</param>
    /// <param name="programs">The programs of process forms, at least of those that are asked for.</param>
    /// <param name="ask">Asks the user a question; null when nobody is there to answer.</param>
    /// <exception cref="PlatformException">A service would lose sight of its data by it, and the user has not agreed.</exception>
    public void CheckChanges(IEnumerable<string> services, ToolSet? programs, Func<string, bool?> ask)
    {
        tools = programs;
        foreach (var service in services)
        {
            if (Remembered(service) is { } before)
            {
                var form = Asked(service).Form switch { null => before, ServiceForm.Auto => ServiceForm.Process, var asked => asked.Value };
                mayStartEmpty |= Data.StartsEmpty(service, before, form) && ask($"{Data.Reason(service, before, form)} Start empty?") is true;
                Data.Check(service, before, form);
            }
        }
    }

    /// <summary>Whether a service runs, or is going to run, as a container.</summary>
    public bool IsContainer(string service) => (Asked(service).Form ?? Remembered(service)) is ServiceForm.Container;

    /// <summary>
    /// For a clone that does not run, whose data are of the form that it ran in, whatever is asked for now: from here on each service
    /// has that form. One that never ran gets the form that is asked for.
    /// </summary>
    /// <param name="services">The services that have both forms.</param>
    public FormChoices AsWritten(params IEnumerable<string> services) => new(statePath, new PlatformOptions(
        null,
        services.ToDictionary(service => service, service => (Remembered(service) ?? Asked(service).Form) is ServiceForm.Container ? ServiceForm.Container : ServiceForm.Process),
        new Dictionary<string, int>(),
        null,
        default));

    /// <summary>The data of a service have come, in its form, without a start.</summary>
    public void Keep(string service) => Remember(service, IsContainer(service) ? ServiceForm.Container : ServiceForm.Process);

    private (ServiceForm? Form, string Key) Asked(string service) =>
        options.Forms.TryGetValue(service, out var own) ? (own, $"Platform:Forms:{service}") : (options.Form, "Platform:Form");

    private ServiceForm? Remembered(string service) =>
        !remembered.TryGetValue(service, out var text) ? null
        : Enum.TryParse<ServiceForm>(text, ignoreCase: true, out var form) ? form
        : throw new PlatformException($"{FilePath} says '{text}' for {service}. Use process or container, or delete the file to have it chosen again.");

    private void Remember(string service, ServiceForm form)
    {
        if (Remembered(service) != form)
        {
            remembered[service] = Text(form);
            StateFile.Write(FilePath, remembered, StateJson.Default.SortedDictionaryStringString);
        }
    }

    private static string Text(ServiceForm form) => form.ToString().ToLowerInvariant();
}
