using System.Globalization;
using Platform.Api.Tests.Data;

namespace Platform.Load;

/// <summary>Reads how PostgreSQL answers the hot queries, and how long it takes.</summary>
internal static class Plans
{
    private const int Times = 3;

    /// <summary>Prints a row for each query; returns whether each uses its index and none reads all products.</summary>
    public static async Task<bool> CheckAsync(Servers servers)
    {
        await servers.QueryAsync(HotQueries.ManyOrdersAndJobs, _ => 0);

        // As autovacuum leaves it some minutes after a seed.
        await servers.QueryAsync("VACUUM ANALYZE products", _ => 0);
        await using var connection = await servers.OpenAsync();

        Console.WriteLine("| hot query | execution | plan |");
        Console.WriteLine("|---|---|---|");
        var right = true;
        foreach (var query in HotQueries.All)
        {
            var plan = "";
            List<double> milliseconds = [];
            for (var time = 0; time < Times; time++)
            {
                plan = await query.ExplainAsync(connection, run: true);
                milliseconds.Add(double.Parse(plan.Split("Execution Time: ")[1].Split(' ')[0], CultureInfo.InvariantCulture));
            }

            var uses = plan.Contains(query.Index, StringComparison.Ordinal) && !plan.Contains("Seq Scan on products", StringComparison.Ordinal);
            right &= uses;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {query.Name} | {milliseconds.Order().ElementAt(Times / 2):0.0} ms | {(uses ? "uses its index" : "DOES NOT USE ITS INDEX")} |"));
            if (!uses)
            {
                Console.WriteLine(plan);
            }
        }

        return right;
    }
}
