using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Platform.Tests.Forms;

namespace Platform.Tests.Processes;

/// <summary>The database of one run, in the role that owns it.</summary>
internal sealed class ShopDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private ShopDatabase(NpgsqlDataSource source) => _source = source;

    public static async Task<ShopDatabase> OpenAsync(AppHostProcess run)
    {
        var url = new Uri((await Make.RunAsync(run, "psql-url")).Trim());
        var user = url.UserInfo.Split(':');
        return new(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = user[0],
            Password = Uri.UnescapeDataString(user[1]),
            Database = url.AbsolutePath.TrimStart('/'),
            Pooling = false,
            Timeout = (int)Wait.Bound.TotalSeconds,
        }.ConnectionString));
    }

    /// <summary>Ends the server without warning, in whatever form it runs.</summary>
    public static async Task KillServerAsync(AppHostProcess run)
    {
        // In a container the server's own number for its process is another than this machine's.
        var postmaster = int.Parse(File.ReadLines(Path.Combine(run.State, "data", ResourceNames.Postgres, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
        if (run.Descendants.ContainsKey(postmaster))
        {
            Process.GetProcessById(postmaster).Kill();
            return;
        }

        var container = await ContainerEngine.RunningAsync(run.State, ResourceNames.Postgres)
            ?? throw new InvalidOperationException($"PostgreSQL runs neither as a process of the run nor as a container on {run.State}.");
        await ContainerEngine.LinesAsync("kill", container);
    }

    /// <summary>The first column of every row.</summary>
    public async Task<List<T>> ColumnAsync<T>(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<T>();
        while (await reader.ReadAsync())
        {
            values.Add(reader.GetFieldValue<T>(0));
        }

        return values;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
