using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Platform.Tests.Forms;

namespace Platform.Tests.Processes;

/// <summary>Every program is killed again and again while customers order.</summary>
public sealed class RandomKillTests
{
    private const string Api = "Api";
    private const string ObjectStore = "ObjectStore";
    private const string Parent = "PostgreSQL's parent";
    private const string Session = "a session of PostgreSQL";

    private static readonly string[] s_customers = ["anna", "ben", "clara"];

    [Fact]
    public async Task No_acknowledged_order_is_lost_while_programs_are_killed()
    {
        var killed = await KillAsync(TimeSpan.FromSeconds(8));
        Assert.True(killed.Count >= 2, $"Killed was only {string.Join(", ", killed)}.");
    }

    [Fact]
    public async Task No_acknowledged_order_is_lost_while_programs_are_killed_for_a_minute()
    {
        LongTests.SkipUnlessWanted();
        var killed = await KillAsync(TimeSpan.FromSeconds(60));
        Assert.Equal([Api, ObjectStore, Parent, Session, ResourceNames.Postgres, ResourceNames.Redis], killed.Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<string>> KillAsync(TimeSpan duration)
    {
        await using var run = AppHostProcess.Start(environment: new Dictionary<string, string?> { ["Platform__Restart"] = "on-failure:1000" });
        await run.WaitUntilReadyAsync();

        // Random, and the same again by this number.
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        using var ended = new CancellationTokenSource();
        var acknowledged = new ConcurrentBag<string>();
        var customers = s_customers.Select(name => Task.Run(() => OrderAsync(run, name, seed, acknowledged, ended.Token))).ToArray();
        await Wait.UntilAsync(() => acknowledged.Count > 5, () => "nobody could order");

        // Each in turn, in a random order, and customers get something done in between when they can.
        var killed = new List<string>();
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < duration)
        {
            (string Name, Func<Task> KillAsync)[] programs = [.. Programs(run), .. SuiteForm.IsContainer ? await ContainersAsync(run) : []];
            random.Shuffle(programs);
            if (programs.Length > 0)
            {
                var (name, kill) = programs.MinBy(program => killed.Count(past => past == program.Name));
                await kill();
                killed.Add(name);
            }

            var done = acknowledged.Count;
            var since = Stopwatch.StartNew();
            await Wait.UntilAsync(() => acknowledged.Count > done + 5 || since.Elapsed > TimeSpan.FromSeconds(3), () => "");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 500)));
        }

        // Healthy again, and selling.
        await WaitUntilWellAsync(run);
        var before = acknowledged.Count;
        await Wait.UntilAsync(() => acknowledged.Count > before, () => $"nobody can order any more; seed {seed}");
        await ended.CancelAsync();
        await Task.WhenAll(customers);

        var kept = await KeysAsync(run);
        var lost = acknowledged.Where(key => !kept.Contains(key)).ToArray();
        Assert.True(lost.Length == 0, $"{lost.Length} of {acknowledged.Count} acknowledged orders are lost (seed {seed}): {string.Join(", ", lost.Take(10))}");
        TestContext.Current.SendDiagnosticMessage($"{acknowledged.Count} orders; killed {string.Join(", ", killed)}");

        run.Terminate();
        Assert.Equal(0, await run.WaitForExitAsync());
        await run.WaitUntilNothingIsLeftAsync();
        return killed;
    }

    /// <summary>One order after the other; one that was not answered is sent again under its key, as clients do.</summary>
    private static async Task OrderAsync(AppHostProcess run, string customer, int seed, ConcurrentBag<string> acknowledged, CancellationToken cancellationToken)
    {
        using var api = run.CreateApiClient();
        api.Timeout = TimeSpan.FromSeconds(30);
        var product = 0;
        for (var order = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                if (api.DefaultRequestHeaders.Authorization is null)
                {
                    await LogInAsync(api, customer);
                }

                var key = $"{customer}-{seed}-{order}";
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/orders")
                {
                    Content = JsonContent.Create(new { items = new[] { new { productId = 1 + (product % 400), quantity = 1 } }, paymentToken = "tok_ok" }),
                };
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await api.SendAsync(request, cancellationToken);
                if (answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.OK)
                {
                    acknowledged.Add(key);
                    order++;
                    product++;
                    continue;
                }

                // Sold out: another product, and so another order.
                if (answer.StatusCode is HttpStatusCode.Conflict)
                {
                    order++;
                    product++;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
            }

            await Task.Delay(50, CancellationToken.None);
        }
    }

    private static async Task LogInAsync(HttpClient api, string customer)
    {
        using var answer = await api.PostAsJsonAsync("/api/v1/login", new { email = $"{customer}@example.com", password = "shop-customer-1" });
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", body.GetProperty("accessToken").GetString());
    }

    /// <summary>The programs that run now. Of PostgreSQL it is the server, its parent, which shuts it down cleanly, and the session of a client.</summary>
    private static IEnumerable<(string Name, Func<Task> KillAsync)> Programs(AppHostProcess run)
    {
        var file = Path.Combine(run.State, "data", ResourceNames.Postgres, "postmaster.pid");
        if (File.Exists(file) && int.TryParse(File.ReadLines(file).FirstOrDefault(), CultureInfo.InvariantCulture, out var postmaster) && run.Descendants.ContainsKey(postmaster))
        {
            yield return (ResourceNames.Postgres, () => KillAsync(postmaster));
            var processes = MarkedProcesses.WithParents();
            if (processes.FirstOrDefault(process => process.Pid == postmaster) is { Parent: > 1 } server && run.Descendants.ContainsKey(server.Parent))
            {
                yield return (Parent, () => KillAsync(server.Parent));
            }

            // "postgres: app shopdb 127.0.0.1(40912) idle"
            if (processes.FirstOrDefault(process => process.Parent == postmaster && process.Command.StartsWith($"postgres: app {ResourceNames.ShopDb}", StringComparison.Ordinal)) is { Pid: > 0 } session)
            {
                yield return (Session, () => KillAsync(session.Pid));
            }
        }

        foreach (var pid in MarkedProcesses.WorkingIn(Path.Combine(run.State, "data", ResourceNames.Redis)))
        {
            yield return (ResourceNames.Redis, () => KillAsync(pid));
        }

        foreach (var (pid, command) in run.Descendants)
        {
            var program = Path.GetFileName(command.Split(' ')[0]);
            if (program is Api or ObjectStore)
            {
                yield return (program, () => KillAsync(pid));
            }
        }
    }

    /// <summary>The stores that run as containers now.</summary>
    private static async Task<List<(string Name, Func<Task> KillAsync)>> ContainersAsync(AppHostProcess run)
    {
        var found = new List<(string, Func<Task>)>();
        foreach (var store in (string[])[ResourceNames.Postgres, ResourceNames.Redis, ResourceNames.Storage])
        {
            if (await ContainerEngine.RunningAsync(run.State, store) is { } container)
            {
                // It may have ended by then.
                found.Add((store, () => ContainerEngine.RunAsync("kill", container)));
            }
        }

        return found;
    }

    private static Task KillAsync(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (ArgumentException)
        {
            // It has just ended.
        }

        return Task.CompletedTask;
    }

    /// <summary>What was killed often is started again after half a minute.</summary>
    private static Task WaitUntilWellAsync(AppHostProcess run)
    {
        var said = "";
        return Wait.UntilAsync(
            async () =>
            {
                await using var health = AppHostProcess.Start(run.State, run.Ports, ["health"]);
                var isWell = await health.WaitForExitAsync() == 0;
                said = health.Output;
                return isWell;
            },
            () => said,
            2 * Wait.Bound);
    }

    private static async Task<HashSet<string>> KeysAsync(AppHostProcess run)
    {
        await using var verb = AppHostProcess.Start(run.State, run.Ports, ["psql-url"]);
        Assert.Equal(0, await verb.WaitForExitAsync());
        var url = new Uri(verb.Output.Trim());
        var user = url.UserInfo.Split(':');
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.Port,
            Username = user[0],
            Password = Uri.UnescapeDataString(user[1]),
            Database = url.AbsolutePath.TrimStart('/'),
        });
        await using var command = database.CreateCommand("select idempotency_key from orders");
        await using var reader = await command.ExecuteReaderAsync();
        var keys = new HashSet<string>();
        while (await reader.ReadAsync())
        {
            keys.Add(reader.GetString(0));
        }

        return keys;
    }
}
