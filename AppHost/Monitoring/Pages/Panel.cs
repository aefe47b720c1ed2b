namespace Platform.AppHost.Monitoring.Pages;

/// <summary>One panel of a dashboard.</summary>
/// <param name="Type"><c>timeseries</c>, <c>stat</c>, <c>bargauge</c> or <c>table</c>.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">What it shows.</param>
/// <param name="Cell">Where it stands.</param>
/// <param name="Queries">What it asks.</param>
internal sealed record Panel(string Type, string Title, string Description, Cell Cell, IReadOnlyList<PanelQuery> Queries)
{
    public required FieldStyle Style { get; init; }

    /// <summary>Series that are shown otherwise.</summary>
    public IReadOnlyList<FieldOverride> Overrides { get; init; } = [];

    /// <summary>Series stand on top of each other.</summary>
    public bool IsStacked { get; init; }

    /// <summary>Limits are shown as lines.</summary>
    public bool HasLimitLines { get; init; }

    /// <summary>The value has its name beside it.</summary>
    public bool ShowsNames { get; init; }

    /// <summary>Columns of a table under their own names.</summary>
    public IReadOnlyDictionary<string, string> Columns { get; init; } = new Dictionary<string, string>();
}

/// <summary>A place in a grid of 24 columns.</summary>
internal sealed record Cell(int X, int Y, int Width, int Height);

/// <summary>A query and the name of what it gives.</summary>
/// <param name="Id">Its letter in the panel.</param>
/// <param name="Expression">PromQL.</param>
/// <param name="Legend">The series' name, with labels as <c>{{label}}</c>.</param>
internal sealed record PanelQuery(string Id, string Expression, string Legend);

/// <summary>How values are shown.</summary>
/// <param name="Unit">Grafana's name of the unit, such as <c>s</c> or <c>percentunit</c>.</param>
internal sealed record FieldStyle(string Unit)
{
    public double? Min { get; init; }

    public double? Max { get; init; }

    public int? Decimals { get; init; }

    /// <summary>From which value on which colour holds, the first from the beginning on.</summary>
    public IReadOnlyList<(double From, string Color)> Limits { get; init; } = [];

    /// <summary>Texts in the place of values.</summary>
    public IReadOnlyDictionary<string, string> Texts { get; init; } = new Dictionary<string, string>();

    /// <summary>The colour of a value; null without limits.</summary>
    public string? ColorOf(double value) => Limits.Count == 0 ? null : Limits.Last(limit => value >= limit.From).Color;
}

/// <summary>Series that have an axis of their own, at the right.</summary>
/// <param name="Name">The series' name, as a regular expression.</param>
/// <param name="Unit">Their unit.</param>
/// <param name="Max">The end of the axis, or null.</param>
internal sealed record FieldOverride(string Name, string Unit, double? Max);
