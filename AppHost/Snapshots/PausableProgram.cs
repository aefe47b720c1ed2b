namespace Platform.AppHost.Snapshots;

/// <summary>Pauses and resumes a running program through its own port.</summary>
internal static class PausableProgram
{
    // Beyond what the program itself waits for requests under way.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    /// <summary>Has it finish what it has begun, hold what comes, and let go of its stores.</summary>
    /// <returns>False when it does not: it is then to be stopped.</returns>
    public static Task<bool> TryPauseAsync(this PausableAnnotation program) => AskAsync(program, "/control/pause");

    /// <summary>Has it go on with its stores.</summary>
    /// <returns>False when it cannot: it is then to be restarted.</returns>
    public static Task<bool> TryResumeAsync(this PausableAnnotation program) => AskAsync(program, "/control/resume");

    private static async Task<bool> AskAsync(PausableAnnotation program, string path)
    {
        using var http = new HttpClient { BaseAddress = program.Address, Timeout = Bound };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "X-Pause-Key", program.Key } } };
        try
        {
            using var answer = await http.SendAsync(request);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
