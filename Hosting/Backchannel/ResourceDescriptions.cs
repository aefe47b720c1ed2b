using System.Globalization;
using System.Text.Json.Nodes;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Backchannel.Contract;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Backchannel;

/// <summary>Turns snapshots into what the backchannels send. Secrets are left out.</summary>
internal static class ResourceDescriptions
{
    // Shorter ones would be found by chance.
    private const int MaskedLength = 6;

    /// <param name="change">The instance and its state.</param>
    /// <param name="secrets">Values that no environment variable may show.</param>
    /// <param name="asJson">Properties as JSON values; older callers take texts only.</param>
    public static ResourceDescription Describe(ResourceEvent change, HashSet<string> secrets, bool asJson)
    {
        var snapshot = change.Snapshot;
        return new()
        {
            Name = change.ResourceId,
            DisplayName = change.Resource.Name,
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text,
            StateStyle = snapshot.State?.Style,
            HealthStatus = snapshot.HealthStatus?.ToString(),
            ExitCode = snapshot.ExitCode,
            CreatedAt = snapshot.CreationTimeStamp,
            StartedAt = snapshot.StartTimeStamp,
            StoppedAt = snapshot.StopTimeStamp,
            WaitingFor = GetWaitingFor(snapshot),
            IsHidden = snapshot.IsHidden,
            Urls = [.. snapshot.Urls.Where(url => !url.IsInactive && url.Url.Length > 0).Select(Describe)],
            Relationships = [.. snapshot.Relationships.Select(r => new RelationshipDescription(r.ResourceName, r.Type))],
            HealthReports = [.. snapshot.HealthReports.Select(h => new HealthDescription(h.Name, h.Status?.ToString(), h.Description, h.ExceptionText))],
            Volumes = [.. snapshot.Volumes.Select(v => new VolumeDescription(v.Source, v.Target, v.MountType, v.IsReadOnly))],
            EnvironmentVariables = [.. snapshot.EnvironmentVariables.Select(
                e => new EnvironmentDescription(e.Name, Hide(e.Value, secrets), e.IsFromSpec))],
            Properties = GetProperties(change).DistinctBy(p => p.Name).ToDictionary(p => p.Name, p => p.IsSensitive ? null : ToNode(p.Value, asJson)),
            Commands = [.. snapshot.Commands.Select(Describe)],
        };
    }

    public static CommandArgumentDescription Describe(InteractionInput input) => new()
    {
        Name = input.Name,
        Label = input.Label,
        Description = input.Description,
        EnableDescriptionMarkdown = input.EnableDescriptionMarkdown,
        InputType = input.InputType.ToString(),
        Required = input.Required,
        Placeholder = input.Placeholder,
        Value = input.InputType is InputType.SecretText ? null : input.Value,
        Options = input.Options?.ToDictionary(o => o.Key, o => (string?)o.Value),
        AllowCustomChoice = input.AllowCustomChoice,
        Disabled = input.Disabled,
        MaxLength = input.MaxLength,
    };

    // A secret alone is left out; within a longer text, such as a connection string, it is masked.
    private static string? Hide(string? value, HashSet<string> secrets)
    {
        if (value is null || secrets.Contains(value))
        {
            return null;
        }

        return secrets.Where(secret => secret.Length >= MaskedLength).Aggregate(value, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));
    }

    private static UrlDescription Describe(UrlSnapshot url) => new(
        url.Name ?? "default",
        url.Url,
        url.IsInternal,
        new(url.DisplayProperties.DisplayName is { Length: > 0 } name ? name : null, url.DisplayProperties.SortOrder));

    private static CommandDescription Describe(ResourceCommandSnapshot command) => new(
        command.Name,
        command.DisplayName,
        command.DisplayDescription,
        [.. command.Arguments.Select(Describe)],
        command.Visibility.ToString(),
        command.State.ToString());

    private static IEnumerable<ResourcePropertySnapshot> GetProperties(ResourceEvent change) => change.Resource.FindParentId() is { } parent
        ? change.Snapshot.Properties.Append(new(KnownProperties.ParentName, parent))
        : change.Snapshot.Properties;

    private static string[]? GetWaitingFor(CustomResourceSnapshot snapshot) =>
        snapshot.Properties.FirstOrDefault(p => p.Name == KnownProperties.WaitingFor)?.Value switch
        {
            string { Length: > 0 } name => [name],
            IEnumerable<string> names when names.Any() => [.. names],
            _ => null,
        };

    private static JsonNode? ToNode(object? value, bool asJson) => asJson ? ToNode(value) : ToText(value);

    private static JsonNode? ToNode(object? value) => value switch
    {
        null => null,
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int or long or short or byte or double or float or decimal => JsonValue.Create(Convert.ToDecimal(value, CultureInfo.InvariantCulture)),
        DateTime time => JsonValue.Create(time),
        System.Collections.IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(ToNode)]),
        _ => JsonValue.Create(value.ToString()),
    };

    private static string? ToText(object? value) => value switch
    {
        null => null,
        string text => text,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list => string.Join(',', list.Cast<object?>().Select(ToText)),
        _ => value.ToString(),
    };
}
