using System.Runtime.CompilerServices;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;
using Platform.Hosting.Notifications;

namespace Platform.Hosting.Orchestration;

/// <summary>Reads what programs print from the engine, while somebody wants to see it.</summary>
internal sealed class ProgramLogs(EngineHost engine, ProgramInstances instances) : IResourceLogSource
{
    public async IAsyncEnumerable<IReadOnlyList<ResourceLogEntry>> ReadAsync(string resourceId, bool follow, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (instances.Find(resourceId) is not { Gone.IsCompleted: false } instance)
        {
            yield break;
        }

        var lines = instance.IsContainer
            ? engine.Client.ReadLogsAsync<Container>(instance.ObjectName, follow, cancellationToken)
            : engine.Client.ReadLogsAsync<Executable>(instance.ObjectName, follow, cancellationToken);
        await foreach (var line in lines.ConfigureAwait(false))
        {
            yield return [new ResourceLogEntry(line.Timestamp?.UtcDateTime, line.Text, line.Kind is DcpLogKind.Stderr or DcpLogKind.StartupStderr)];
        }
    }
}
