using System.Text.Json.Nodes;

namespace Platform.Hosting.Backchannel.Contract;

/// <summary>Which resources, and what the caller can read.</summary>
internal sealed record ResourcesRequest
{
    public string? Filter { get; init; }

    public string[] ClientCapabilities { get; init; } = [];
}

internal sealed record ResourcesResponse(ResourceDescription[] Resources);

/// <summary>One instance of a resource, as it is now.</summary>
internal sealed record ResourceDescription
{
    public required string Name { get; init; }
    public string? DisplayName { get; init; }
    public string? ResourceType { get; init; }

    /// <summary>The same under its older name; a CLI that finds only one of them shows none.</summary>
    public string? Type => ResourceType;
    public string? State { get; init; }
    public string? StateStyle { get; init; }
    public string? HealthStatus { get; init; }
    public int? ExitCode { get; init; }
    public DateTimeOffset? CreatedAt { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? StoppedAt { get; init; }
    public string[]? WaitingFor { get; init; }
    public bool IsHidden { get; init; }
    public UrlDescription[] Urls { get; init; } = [];
    public RelationshipDescription[] Relationships { get; init; } = [];
    public HealthDescription[] HealthReports { get; init; } = [];
    public VolumeDescription[] Volumes { get; init; } = [];
    public EnvironmentDescription[] EnvironmentVariables { get; init; } = [];
    public Dictionary<string, JsonNode?> Properties { get; init; } = [];
    public CommandDescription[] Commands { get; init; } = [];
}

internal sealed record UrlDescription(string Name, string Url, bool IsInternal, UrlDisplayDescription DisplayProperties);

internal sealed record UrlDisplayDescription(string? DisplayName, int SortOrder);

internal sealed record RelationshipDescription(string ResourceName, string Type);

internal sealed record HealthDescription(string Name, string? Status, string? Description, string? ExceptionText);

internal sealed record VolumeDescription(string? Source, string Target, string MountType, bool IsReadOnly);

internal sealed record EnvironmentDescription(string Name, string? Value, bool IsFromSpec);

internal sealed record CommandDescription(
    string Name, string DisplayName, string? Description, CommandArgumentDescription[] ArgumentInputs, string Visibility, string State);

internal sealed record CommandArgumentDescription
{
    public required string Name { get; init; }
    public string? Label { get; init; }
    public string? Description { get; init; }
    public bool EnableDescriptionMarkdown { get; init; }
    public required string InputType { get; init; }
    public bool Required { get; init; }
    public string? Placeholder { get; init; }
    public string? Value { get; init; }
    public Dictionary<string, string?>? Options { get; init; }
    public bool AllowCustomChoice { get; init; }
    public bool Disabled { get; init; }
    public int? MaxLength { get; init; }
}

/// <summary>A resource's state as <c>aspire run</c> shows it.</summary>
internal sealed record ResourceState(string Resource, string Type, string State, string[] Endpoints, string? Health);
