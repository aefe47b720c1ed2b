namespace Platform.AppHost.Commands.Verbs;

/// <summary>Something that the AppHost can be asked for besides running: <c>dotnet run --project AppHost -- &lt;name&gt; &lt;arguments&gt;</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Usage">Its arguments as they are shown to people: <c>&lt;required&gt; [optional] [--option value] [--flag]</c>.</param>
/// <param name="Summary">What it does.</param>
/// <param name="RunAsync">Does it, and gives the exit code.</param>
internal sealed record Verb(string Name, string Usage, string Summary, Func<VerbArguments, CancellationToken, Task<int>> RunAsync);
