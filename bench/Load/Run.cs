using System.Globalization;

namespace Platform.Load;

/// <summary>Measures and prints.</summary>
internal sealed class Run(Servers servers, int seconds, int connections, int scale, string[]? only)
{
    // The runtime compiles what runs often once more, half a second after it met the last new method; the pauses let it.
    private static readonly (int Seconds, int Pause)[] WarmUp = [(5, 3), (4, 2)];

    private const int BaseProducts = 520;
    private const int MillionScale = 2000;
    private const int Turns = 9;
    private const int TurnSeconds = 2;

    private static readonly string[] Scenarios = ["home", "product", "search", "search-uncached", "cart", "checkout"];

    private readonly Wrk _wrk = new(servers.Tools, servers.Folder);

    /// <summary>The shop's scenarios.</summary>
    public async Task ShopAsync()
    {
        if (only is not null && !only.Intersect(Scenarios).Any())
        {
            return;
        }

        var migrate = await Programs.RunApiAsync($"migrate --seed --scale {scale}", servers.Environment);
        var nothing = await Programs.RunApiAsync($"migrate --seed --scale {scale}", servers.Environment);
        await using var api = await Programs.StartApiAsync(servers.Environment);
        Print($"\n{scale * BaseProducts:N0} products: migrated and seeded in {migrate.TotalSeconds:0.00} s; again with nothing pending {nothing.TotalSeconds:0.00} s; API ready in {api.Ready.TotalSeconds:0.00} s.\n");
        var tokens = await Servers.LogInAsync(api.Url);
        Print("| scenario | requests/s | median | 95th | 99th | errors | processor time per request: API, PostgreSQL | load |");
        Print("|---|---|---|---|---|---|---|---|");
        foreach (var scenario in Scenarios.SkipLast(1))
        {
            if (IsWanted(scenario))
            {
                await MeasureAsync(api, scenario, scenario, BaseProducts, tokens);
            }
        }

        if (IsWanted("checkout"))
        {
            await CheckoutAsync(api, tokens);
        }
    }

    /// <summary>
    /// A million products: how long the seed takes, the plans of the hot queries (plans), how long answers take, and whether any of
    /// them reads the whole table (million). Returns whether every plan uses its index.
    /// </summary>
    public async Task<bool> MillionAsync()
    {
        if (only?.Contains("million") != true && only?.Contains("plans") != true)
        {
            return true;
        }

        var seed = await Programs.RunApiAsync($"migrate --seed --scale {MillionScale}", servers.Environment);
        Print($"\n{MillionScale * BaseProducts:N0} products seeded in {seed.TotalSeconds:0.0} s.\n");
        if (!only.Contains("million"))
        {
            return await Plans.CheckAsync(servers);
        }

        await using var api = await Programs.StartApiAsync(servers.Environment);
        var tokens = await Servers.LogInAsync(api.Url);
        Print("\n| scenario | requests/s | median | 95th | 99th | errors | processor time per request: API, PostgreSQL | load |");
        Print("|---|---|---|---|---|---|---|---|");
        await WarmUpAsync(api.Url, "search", BaseProducts, tokens);
        var before = await FullReadsAsync();
        foreach (var scenario in Scenarios)
        {
            await MeasureAsync(api, scenario, scenario, MillionScale * BaseProducts, tokens, warmUp: false);
        }

        // The server counts with a second's delay.
        await Task.Delay(TimeSpan.FromSeconds(2));
        Print($"\nReads of the whole table during this: products {await FullReadsAsync() - before}.\n");
        return await Plans.CheckAsync(servers);
    }

    /// <summary>What a test waits for its own database: a copy of a migrated and seeded template.</summary>
    public async Task CloneAsync()
    {
        if (!IsWanted("clone"))
        {
            return;
        }

        var milliseconds = await servers.MeasureClonesAsync();
        Print($"\nA database of its own for a test, {milliseconds.Length} copies of the template: median {milliseconds[milliseconds.Length / 2]:0} ms, {milliseconds[0]:0} to {milliseconds[^1]:0} ms.");
    }

    /// <summary>The same endpoints with and without ServiceDefaults.</summary>
    public async Task DefaultsAsync()
    {
        (string Scenario, string Name)[] endpoints =
        [
            .. IsWanted("defaults") ? [("probe", "one row from PostgreSQL")] : Array.Empty<(string, string)>(),
            .. IsWanted("defaults-alone") ? [("nothing", "does nothing")] : Array.Empty<(string, string)>(),
        ];
        if (endpoints.Length == 0)
        {
            return;
        }

        // The row that is read has to be there: an exception for each request would be measured instead.
        await Programs.RunApiAsync($"migrate --seed --scale {scale}", servers.Environment);
        Print("\n| endpoint | bare, requests/s | with ServiceDefaults | cost | processor time per request | load |");
        Print("|---|---|---|---|---|---|");
        foreach (var (scenario, name) in endpoints)
        {
            await CompareAsync(scenario, name);
        }
    }

    // In turns, and the median of all, so that whatever else the machine does meets both alike.
    private async Task CompareAsync(string scenario, string name)
    {
        await using var bare = await Programs.StartSampleAsync("bare", servers.Environment);
        await using var defaults = await Programs.StartSampleAsync("defaults", servers.Environment);
        foreach (var service in (Service[])[bare, defaults])
        {
            await WarmUpAsync(service.Url, scenario, BaseProducts, []);
        }

        var load = LoadAverage();
        List<LoadResult> without = [], with = [];
        var (bareBefore, defaultsBefore) = (await SampleService.ProcessorTimeAsync(bare.Url), await SampleService.ProcessorTimeAsync(defaults.Url));
        for (var turn = 0; turn < Turns; turn++)
        {
            without.Add(await _wrk.RunAsync(bare.Url, scenario, connections, TurnSeconds, BaseProducts, []));
            with.Add(await _wrk.RunAsync(defaults.Url, scenario, connections, TurnSeconds, BaseProducts, []));
        }

        if (without.Concat(with).Sum(result => result.ErrorAnswers + result.Broken) is > 0 and var errors)
        {
            throw new InvalidOperationException($"{errors} of the requests to '{name}' failed; what was measured says nothing.");
        }

        // Unlike the throughput this hardly depends on what else the machine does.
        var bareTime = (await SampleService.ProcessorTimeAsync(bare.Url) - bareBefore).TotalMicroseconds / without.Sum(result => result.Requests);
        var defaultsTime = (await SampleService.ProcessorTimeAsync(defaults.Url) - defaultsBefore).TotalMicroseconds / with.Sum(result => result.Requests);
        var (most, less) = (Median(without), Median(with));
        Print($"| {name} | {most:N0} | {less:N0} | {1 - (less / most):P0} | {bareTime:0.0} and {defaultsTime:0.0} µs | {load} |");
    }

    private static double Median(List<LoadResult> results) => results.Select(result => result.PerSecond).Order().ElementAt(results.Count / 2);

    private async Task CheckoutAsync(Service api, string[] tokens)
    {
        await servers.QueryAsync("UPDATE products SET stock = 100000 WHERE id > 5; UPDATE products SET stock = 300 WHERE id <= 5", _ => 0);
        var before = await StockAsync();
        var checkout = await MeasureAsync(api, "checkout", "checkout", BaseProducts, tokens);
        Print($"\nCheckout: {checkout.Created / checkout.Seconds:N0} orders placed per second.");
        var scarce = await _wrk.RunAsync(api.Url, "scarce", connections, Math.Min(seconds, 5), BaseProducts, tokens);
        Print($"Few pieces, everybody wants them: {scarce.Created:N0} orders, {scarce.Refused:N0} refused, {scarce.Other:N0} other answers.");
        var after = await StockAsync();
        var sold = (await servers.QueryAsync("SELECT coalesce(sum(quantity), 0) FROM order_lines l JOIN orders o ON o.id = l.order_id WHERE o.idempotency_key LIKE 'run%'", row => row.GetInt64(0)))[0];
        var lowest = (await servers.QueryAsync("SELECT min(stock) FROM products", row => row.GetInt32(0)))[0];
        Print($"Stock {before:N0}, sold {sold:N0}, left {after:N0}: {(before - sold == after ? "agrees" : "DOES NOT AGREE")}; lowest stock {lowest}.");
    }

    private async Task<long> FullReadsAsync() => (await servers.QueryAsync("SELECT seq_scan FROM pg_stat_user_tables WHERE relname = 'products'", row => row.GetInt64(0)))[0];

    private async Task<long> StockAsync() => (await servers.QueryAsync("SELECT sum(stock) FROM products", row => row.GetInt64(0)))[0];

    private async Task<LoadResult> MeasureAsync(Service api, string scenario, string name, int products, string[] tokens, bool warmUp = true)
    {
        if (warmUp)
        {
            await WarmUpAsync(api.Url, scenario, products, tokens);
        }

        var load = LoadAverage();
        var (apiBefore, postgresBefore) = (ProcessorTime.Of(api.Process.Id), ProcessorTime.Of(servers.PostgresId));
        var result = await _wrk.RunAsync(api.Url, scenario, connections, seconds, products, tokens);
        Print($"| {name} | {result.PerSecond:N0} | {result.P50:0.0} ms | {result.P95:0.0} ms | {result.P99:0.0} ms | {result.ErrorAnswers + result.Broken} | {PerRequest(ProcessorTime.Of(api.Process.Id) - apiBefore)}, {PerRequest(ProcessorTime.Of(servers.PostgresId) - postgresBefore)} | {load} |");
        return result;

        string PerRequest(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6 / result.Requests:0} µs");
    }

    private async Task WarmUpAsync(Uri url, string scenario, int products, string[] tokens)
    {
        foreach (var (length, pause) in WarmUp)
        {
            await _wrk.RunAsync(url, scenario, connections, length, products, tokens);
            await Task.Delay(TimeSpan.FromSeconds(pause));
        }
    }

    // Of the last minute, before the measurement.
    private static string LoadAverage() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "";

    private bool IsWanted(string scenario) => only is null || only.Contains(scenario);

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static void Print(string line) => Console.WriteLine(line);
}
