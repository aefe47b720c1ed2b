using System.Globalization;
using Platform.LogShipper.Benchmarks;

// Prints one line per figure. "--lines n": how many lines lie there when the shipper starts; "--seconds n": how long 5,000 lines a
// second are written while it runs.
int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var position ? int.Parse(args[position + 1], CultureInfo.InvariantCulture) : otherwise;
await using var run = await ShippingRun.PrepareAsync();
await run.CatchUpAsync(Option("--lines", 100_000));
await run.KeepUpAsync(5000, Option("--seconds", 10));
await run.RestAsync(TimeSpan.FromSeconds(10));
