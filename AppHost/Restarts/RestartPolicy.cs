using System.Globalization;

namespace Platform.AppHost.Restarts;

/// <summary>What happens when a program ends by an error: nothing, or a new start, up to a number of times in a row.</summary>
/// <param name="Limit">How many starts in a row; 0 for none.</param>
internal sealed record RestartPolicy(int Limit)
{
    public const int DefaultLimit = 5;

    private const string OnFailure = "on-failure";

    /// <summary>Never.</summary>
    public static readonly RestartPolicy No = new(0);

    /// <summary>On failure, with the usual limit.</summary>
    public static readonly RestartPolicy Default = new(DefaultLimit);

    /// <summary>The values that <see cref="TryParse"/> takes.</summary>
    public const string Values = "no, on-failure, on-failure:<times in a row>";

    /// <summary>How long to wait before a start: 0.5 s, twice that each time, and no more than 30 s.</summary>
    public static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(30, 0.5 * Math.Pow(2, attempt - 1)));

    /// <summary>Reads a policy in the words of container engines: <c>no</c>, <c>on-failure</c>, <c>on-failure:3</c>.</summary>
    public static RestartPolicy? TryParse(string? text) => text?.Split(':') switch
    {
        ["no"] => No,
        [OnFailure] => Default,
        [OnFailure, var limit] when int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is > 0 and <= 1000 => new(times),
        _ => null,
    };
}
