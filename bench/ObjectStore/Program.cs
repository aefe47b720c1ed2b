using Platform.ObjectStore.Benchmarks;

// Prints one line per figure. "--runs n" sets the number of runs (default 5), "--skip-large" leaves the 16 GiB out.
var at = Array.IndexOf(args, "--runs");
var runs = at >= 0 ? int.Parse(args[at + 1]) : 5;
await Benchmarks.RunAsync(runs, large: !args.Contains("--skip-large"));
