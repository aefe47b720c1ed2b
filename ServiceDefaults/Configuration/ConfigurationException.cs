namespace Platform.ServiceDefaults.Configuration;

/// <summary>Settings are missing or wrong; the message lists every problem with its key and an example of a right value.</summary>
public sealed class ConfigurationException(IReadOnlyList<SettingProblem> problems) : Exception(Describe(problems))
{
    /// <summary>Every problem found.</summary>
    public IReadOnlyList<SettingProblem> Problems { get; } = problems;

    private static string Describe(IReadOnlyList<SettingProblem> problems) => problems.Count == 1
        ? $"The configuration is wrong: {problems[0]}"
        : string.Join(
            $"{Environment.NewLine}  ", problems.Select(problem => problem.ToString()).Prepend($"The configuration has {problems.Count} problems:"));
}

/// <summary>One setting that is missing or wrong.</summary>
/// <param name="Key">The environment variable.</param>
/// <param name="Problem">What is wrong, with the value seen unless it is secret.</param>
/// <param name="Example">A right value.</param>
public sealed record SettingProblem(string Key, string Problem, string Example)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key} {Problem}. Example: {Key}={Example}";
}
