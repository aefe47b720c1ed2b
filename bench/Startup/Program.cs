using System.Globalization;
using Platform.Bench;

// Startup.Bench [runs]: measures the budgets of starting and stopping, and prints a Markdown table.
// Startup.Bench cli [runs]: measures the aspire CLI's verbs on a running environment.
// Startup.Bench snapshots [runs]: measures snapshots and restores of a running environment.
// Startup.Bench monitoring [runs]: measures what monitoring costs.
// Startup.Bench forms [runs]: compares backing services as processes and as containers.
// Startup.Bench testing-host: one measurement of the testing host, in a process of its own; used by the former.
if (args is ["testing-host"])
{
    await TestingHostRun.MeasureAsync();
    return;
}

if (args is ["cli", .. var rest])
{
    await CliVerbs.MeasureAsync(rest is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 11);
    return;
}

if (args is ["snapshots", .. var often])
{
    await SnapshotRun.MeasureAsync(often is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 7);
    return;
}

if (args is ["monitoring", .. var starts])
{
    await MonitoringRun.MeasureAsync(starts is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 5);
    return;
}

if (args is ["forms", .. var repeat])
{
    await FormsRun.MeasureAsync(repeat is [var times] ? int.Parse(times, CultureInfo.InvariantCulture) : 5);
    return;
}

var runs = args is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 5;
var samples = new Samples();
for (var run = -1; run < runs; run++)
{
    // The first run fills the caches and does not count.
    var counted = run >= 0;
    await Console.Error.WriteLineAsync(counted ? $"run {run + 1} of {runs}" : "warm-up");
    await EnvironmentRun.MeasureAsync(counted ? samples : new Samples());
    await TestingHostRun.StartAsync(counted ? samples : new Samples());
}

Report.Print(samples, runs);
