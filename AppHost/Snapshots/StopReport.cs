using System.Diagnostics;
using System.Globalization;

namespace Platform.AppHost.Snapshots;

/// <summary>Tells how far a stop and the start after it have come: <c>0.43 s: postgres, redis, storage are stopped.</c></summary>
internal sealed class StopReport(Action<string> report)
{
    private readonly Stopwatch clock = Stopwatch.StartNew();

    public void Tell(string what) => report(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0.00} s: {what}."));

    public void Tell(IReadOnlyCollection<IResource> resources, string what)
    {
        if (resources.Count > 0)
        {
            Tell($"{string.Join(", ", resources.Select(resource => resource.Name))} {(resources.Count == 1 ? "is" : "are")} {what}");
        }
    }
}
