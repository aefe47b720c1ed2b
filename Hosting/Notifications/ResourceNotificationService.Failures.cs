using System.Globalization;
using System.Text;
using Platform.Hosting.Notifications;

namespace Aspire.Hosting.ApplicationModel;

public partial class ResourceNotificationService
{
    private string DescribeFailure(string failure, string resourceName)
    {
        var instances = _states.Where(s => NameEquals(s.Value.Resource.Name, resourceName) && s.Value.Snapshot is not null).ToArray();
        var text = new StringBuilder(failure).AppendLine();
        if (instances.Length == 0)
        {
            return text.Append(CultureInfo.InvariantCulture, $"Unable to retrieve current state for resource '{resourceName}'.").ToString();
        }

        foreach (var (id, state) in instances)
        {
            if (instances.Length > 1)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{id}:");
            }

            text.AppendLine(DescribeState(state.Snapshot!));
        }

        return text.ToString().TrimEnd();
    }

    private string DescribeState(CustomResourceSnapshot snapshot)
    {
        var text = new StringBuilder();
        Line("Current State", snapshot.State?.Text ?? "(null)");
        Line("Creation Time", snapshot.CreationTimeStamp?.ToString(CultureInfo.InvariantCulture) ?? "(null)");
        Line("Start Time", snapshot.StartTimeStamp?.ToString(CultureInfo.InvariantCulture));
        Line("Stop Time", snapshot.StopTimeStamp?.ToString(CultureInfo.InvariantCulture));
        Line("Exit Code", snapshot.ExitCode?.ToString(CultureInfo.InvariantCulture));
        Line("Current Health", snapshot.HealthStatus?.ToString() ?? "(null)");

        if (snapshot.HealthReports.Length > 0)
        {
            text.AppendLine("- Health Reports:");
            foreach (var report in snapshot.HealthReports)
            {
                text.Append(CultureInfo.InvariantCulture, $"  - {report.Name}: {report.Status?.ToString() ?? "Unknown"}");
                text.AppendLine(report.LastRunAt is { } at ? string.Create(CultureInfo.InvariantCulture, $" @ {at:yyyy-MM-dd HH:mm:ss}") : "");
                foreach (var line in (report.ExceptionText ?? report.Description ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
                {
                    text.AppendLine(CultureInfo.InvariantCulture, $"    {line.TrimEnd()}");
                }
            }
        }

        if (snapshot.Properties.GetResourceProperty(KnownProperties.WaitingFor) is IEnumerable<string> dependencies)
        {
            text.AppendLine("- Waiting For:");
            foreach (var name in dependencies)
            {
                text.AppendLine(TryGetCurrentState(name, out var dependency)
                    ? string.Create(CultureInfo.InvariantCulture, $"  - {name}: State = {dependency.Snapshot.State?.Text ?? "(null)"}, Health = {dependency.Snapshot.HealthStatus?.ToString() ?? "(null)"}{(dependency.Snapshot.ExitCode is { } code ? $", Exit Code = {code}" : "")}")
                    : $"  - {name}: Unable to retrieve current state.");
            }
        }

        return text.ToString().TrimEnd();

        void Line(string label, string? value)
        {
            if (value is not null)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"- {label}: {value}");
            }
        }
    }
}
