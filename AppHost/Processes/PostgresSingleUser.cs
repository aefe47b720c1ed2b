using System.Diagnostics;
using System.Text.RegularExpressions;
using Platform.Tools;

namespace Platform.AppHost.Processes;

/// <summary>Runs statements on a data directory that no server has open. It recovers what a crash left, and shuts down cleanly.</summary>
/// <param name="tool">The server of its major version.</param>
/// <param name="folder">The data directory.</param>
/// <param name="options">More settings, as <c>name=value</c>.</param>
internal sealed partial class PostgresSingleUser(PostgresTool tool, string folder, params string[] options)
{
    private static readonly TimeSpan OrphanBound = TimeSpan.FromSeconds(10);

    /// <summary>Runs statements, each without a line break in it, as superuser.</summary>
    /// <exception cref="PlatformException">One of them failed, or the server cannot open the directory.</exception>
    public Task ExecuteAsync(string database, IEnumerable<string> statements, CancellationToken cancellationToken) =>
        RunAsync(database, statements, cancellationToken);

    /// <summary>The values of a query's only column, which is text.</summary>
    /// <exception cref="PlatformException">It failed.</exception>
    public async Task<IReadOnlyList<string>> QueryAsync(string database, string query, CancellationToken cancellationToken)
    {
        var output = await RunAsync(database, [query], cancellationToken);
        return [.. Value().Matches(output).Select(match => match.Groups[1].Value)];
    }

    private async Task<string> RunAsync(string database, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        await WaitForOrphanAsync(cancellationToken);
        return await PostgresProgram.RunAsync(
            tool.Server,
            ["--single", "-D", folder, "-c", "log_checkpoints=off", "-c", "exit_on_error=on", .. options.SelectMany(option => new[] { "-c", option }), database],
            string.Join('\n', statements) + '\n',
            cancellationToken);
    }

    // A server like this one whose caller was killed reads the end of its input, shuts down, and needs a moment for it.
    private async Task WaitForOrphanAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (PostgresLockFile.Read(folder) is { IsSingleUser: true } && Stopwatch.GetElapsedTime(started) < OrphanBound)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken);
        }
    }

    //   1: MigrationId = "0001_catalogue"	(typeid = 1043, len = -1, typmod = 154, byval = f)
    // From an index alone it comes without the column's name.
    [GeneratedRegex("""^\s*1: \w* = "(.*)"\t""", RegexOptions.Multiline)]
    private static partial Regex Value();
}
