using Platform.ObjectStore.Benchmarks;

// Prints one line per figure. "--runs n" sets the number of runs, "--large n" the MiB that each of 16 clients moves at once,
// "--only start|small|large|list|memory" picks one group.
int Option(string name, int otherwise) => Array.IndexOf(args, name) is >= 0 and var position ? int.Parse(args[position + 1]) : otherwise;
var only = Array.IndexOf(args, "--only") is >= 0 and var at ? args[at + 1] : null;
await Benchmarks.RunAsync(Option("--runs", 5), Option("--large", 1024), only);
