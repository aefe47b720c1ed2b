using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Dashboard;

/// <summary>Turns snapshots into what the dashboard shows.</summary>
internal static class ResourceMapper
{
    public static V1.Resource ToProto(ResourceEvent change, DateTime applicationStart)
    {
        var snapshot = change.Snapshot;
        var resource = new V1.Resource
        {
            Name = change.ResourceId,
            Uid = change.ResourceId,
            DisplayName = change.Resource.Name,
            ResourceType = snapshot.ResourceType,
            State = snapshot.State?.Text ?? "",
            StateStyle = snapshot.State?.Style ?? "",
            CreatedAt = ToTimestamp(snapshot.CreationTimeStamp ?? applicationStart),
            IsHidden = snapshot.IsHidden,
        };
        if (snapshot.StartTimeStamp is { } started)
        {
            resource.StartedAt = ToTimestamp(started);
        }

        if (snapshot.StopTimeStamp is { } stopped)
        {
            resource.StoppedAt = ToTimestamp(stopped);
        }

        if (snapshot.IconName is { } icon)
        {
            resource.IconName = icon;
        }

        if (snapshot.IconVariant is { } variant)
        {
            resource.IconVariant = (V1.IconVariant)variant;
        }

        resource.Environment.Add(snapshot.EnvironmentVariables.Select(
            e => new V1.EnvironmentVariable { Name = e.Name, Value = e.Value ?? "", IsFromSpec = e.IsFromSpec }));
        resource.Urls.Add(snapshot.Urls.Select(ToProto));
        resource.Volumes.Add(snapshot.Volumes.Select(
            v => new V1.Volume { Source = v.Source ?? "", Target = v.Target, MountType = v.MountType, IsReadOnly = v.IsReadOnly }));
        resource.HealthReports.Add(snapshot.HealthReports.Select(ToProto));
        resource.Relationships.Add(snapshot.Relationships.Select(
            r => new V1.ResourceRelationship { ResourceName = r.ResourceName, Type = r.Type }));
        resource.Commands.Add(snapshot.Commands.Where(c => c.Visibility.HasFlag(ResourceCommandVisibility.UI)).Select(ToProto));
        resource.Properties.Add(GetCommonProperties(change, resource));
        if (change.Resource.FindParentId() is { } parent && snapshot.Properties.All(p => p.Name != KnownProperties.ParentName))
        {
            resource.Properties.Add(new V1.ResourceProperty { Name = KnownProperties.ParentName, Value = ToValue(parent) });
        }

        resource.Properties.Add(snapshot.Properties.Select(
            p => new V1.ResourceProperty { Name = p.Name, Value = ToValue(p.Value), IsSensitive = p.IsSensitive }));
        return resource;
    }

    public static Value ToValue(object? value) => value switch
    {
        null => Value.ForNull(),
        string text => Value.ForString(text),
        bool flag => Value.ForBool(flag),
        int or long or short or byte or double or float or decimal => Value.ForNumber(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        DateTime time => Value.ForString(time.ToString("O", CultureInfo.InvariantCulture)),
        IEnumerable<KeyValuePair<string, string>> pairs => Value.ForStruct(
            new Struct { Fields = { pairs.ToDictionary(pair => pair.Key, pair => Value.ForString(pair.Value)) } }),
        System.Collections.IEnumerable list => Value.ForList([.. list.Cast<object?>().Select(ToValue)]),
        _ => Value.ForString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""),
    };

    private static IEnumerable<V1.ResourceProperty> GetCommonProperties(ResourceEvent change, V1.Resource resource)
    {
        var snapshot = change.Snapshot;
        (string Name, object? Value)[] properties =
        [
            (KnownProperties.Uid, change.ResourceId),
            (KnownProperties.Name, change.ResourceId),
            (KnownProperties.Type, snapshot.ResourceType),
            (KnownProperties.DisplayName, change.Resource.Name),
            (KnownProperties.State, snapshot.State?.Text),
            (KnownProperties.ExitCode, snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture)),
            (KnownProperties.CreateTime, resource.CreatedAt.ToDateTime()),
            (KnownProperties.StartTime, resource.StartedAt?.ToDateTime()),
            (KnownProperties.StopTime, resource.StoppedAt?.ToDateTime()),
            (KnownProperties.HealthState, snapshot.HealthStatus?.ToString()),
        ];
        return properties.Select(p => new V1.ResourceProperty { Name = p.Name, Value = ToValue(p.Value) });
    }

    private static V1.Url ToProto(UrlSnapshot url) => new()
    {
        EndpointName = url.Name ?? "",
        FullUrl = url.Url,
        IsInternal = url.IsInternal,
        IsInactive = url.IsInactive,
        DisplayProperties = new()
        {
            DisplayName = url.DisplayProperties.DisplayName ?? "",
            SortOrder = url.DisplayProperties.SortOrder,
        },
    };

    private static V1.HealthReport ToProto(HealthReportSnapshot report)
    {
        var health = new V1.HealthReport { Key = report.Name, Description = report.Description ?? "", Exception = report.ExceptionText ?? "" };
        if (report.Status is { } status)
        {
            health.Status = status switch
            {
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy => V1.HealthStatus.Healthy,
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded => V1.HealthStatus.Degraded,
                _ => V1.HealthStatus.Unhealthy,
            };
        }

        if (report.LastRunAt is { } lastRun)
        {
            health.LastRunAt = ToTimestamp(lastRun);
        }

        return health;
    }

    private static V1.ResourceCommand ToProto(ResourceCommandSnapshot command) => new()
    {
        Name = command.Name,
        DisplayName = command.DisplayName,
        DisplayDescription = command.DisplayDescription ?? "",
        ConfirmationMessage = command.ConfirmationMessage ?? "",
        IconName = command.IconName ?? "",
        IconVariant = (V1.IconVariant)(command.IconVariant ?? IconVariant.Regular),
        IsHighlighted = command.IsHighlighted,
        State = command.State switch
        {
            ResourceCommandState.Enabled => V1.ResourceCommandState.Enabled,
            ResourceCommandState.Disabled => V1.ResourceCommandState.Disabled,
            _ => V1.ResourceCommandState.Hidden,
        },
        ArgumentInputs = { command.Arguments.Select(input => InteractionMapper.ToProto(input)) },
    };

    private static Timestamp ToTimestamp(DateTime time) => Timestamp.FromDateTime(time.ToUniversalTime());
}
