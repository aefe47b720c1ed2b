namespace Platform.AppHost.State;

/// <summary>
/// The form in which each backing service runs. It is remembered in <c>forms.json</c> and changes only when the user says so:
/// each form has data of its own, and nobody's data may change because an engine is off one morning.
/// </summary>
internal sealed class FormChoices
{
    private readonly SortedDictionary<string, string> remembered;
    private readonly StateFolder state;
    private readonly PlatformOptions options;

    public FormChoices(StateFolder state, PlatformOptions options)
    {
        this.state = state;
        this.options = options;
        remembered = StateFile.Read(FilePath, StateJson.Default.SortedDictionaryStringString) ?? new(StringComparer.Ordinal);
    }

    private string FilePath => state.File("forms.json");

    /// <summary>The form of a service.</summary>
    /// <param name="service">The resource's name.</param>
    /// <param name="available">The forms it has, the one that <see cref="ServiceForm.Auto"/> means first.</param>
    /// <exception cref="PlatformException">The service does not have the form that was asked for.</exception>
    public ServiceForm Of(string service, params ReadOnlySpan<ServiceForm> available)
    {
        var (asked, key) = options.Forms.TryGetValue(service, out var own) ? (own, $"Platform:Forms:{service}") : (options.Form, "Platform:Form");
        asked ??= Remembered(service);
        var form = asked is null or ServiceForm.Auto ? available[0] : asked.Value;
        if (!available.Contains(form))
        {
            throw new PlatformException(
                $"{service} has no {form.ToString().ToLowerInvariant()} form yet ({key}). Set Platform__Forms__{service}={available[0].ToString().ToLowerInvariant()} in the environment.");
        }

        Remember(service, form);
        return form;
    }

    private ServiceForm? Remembered(string service) =>
        !remembered.TryGetValue(service, out var text) ? null
        : Enum.TryParse<ServiceForm>(text, ignoreCase: true, out var form) ? form
        : throw new PlatformException($"{FilePath} says '{text}' for {service}. Use process or container, or delete the file to have it chosen again.");

    private void Remember(string service, ServiceForm form)
    {
        if (Remembered(service) != form)
        {
            remembered[service] = form.ToString().ToLowerInvariant();
            StateFile.Write(FilePath, remembered, StateJson.Default.SortedDictionaryStringString);
        }
    }
}
