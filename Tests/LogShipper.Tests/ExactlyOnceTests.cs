using Platform.LogShipper.Tests.Support;

namespace Platform.LogShipper.Tests;

public sealed class ExactlyOnceTests(ITestOutputHelper output) : IDisposable
{
    private const int Rounds = 30;

    private readonly TemporaryFolder _logs = new();
    private readonly TemporaryFolder _state = new();
    private readonly List<string> _written = [];
    private readonly Dictionary<string, string> _torn = [];
    private readonly Dictionary<string, int> _rotations = [];

    public void Dispose()
    {
        _logs.Dispose();
        _state.Dispose();
    }

    [Fact]
    public async Task Each_line_is_there_once_whatever_dies_rotates_or_refuses()
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var server = await Server.StartSetUpAsync();
        await using var proxy = await FaultyProxy.StartAsync(server.Url);
        var faults = new Random(seed + 1);
        proxy.Next = () =>
        {
            lock (faults)
            {
                return faults.Next(100) switch { < 10 => Fault.NoConnection, < 25 => Fault.LostAnswer, < 33 => Fault.TooManyRequests, < 40 => Fault.Unavailable, < 55 => Fault.SomeItems, _ => Fault.None };
            }
        };
        var shipper = Start(proxy.Url);
        var kills = 0;
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                foreach (var file in new[] { "api-20261120.clef", "redis.log", "prometheus.log" })
                {
                    Write(random, file);
                }

                Rotate(random);
                if (random.Next(3) == 0)
                {
                    // With something on its way, or nearly.
                    var requests = proxy.Requests + random.Next(4);
                    await Wait.UntilAsync(() => proxy.Requests >= requests, () => shipper.Output);
                    shipper.Dispose();
                    shipper = Start(proxy.Url);
                    kills++;
                }
            }

            foreach (var (file, rest) in _torn.ToArray())
            {
                File.AppendAllText(_logs.File(file), rest);
            }

            await server.WaitForAsync(_written.Count, () => shipper.Output);
        }
        finally
        {
            shipper.Dispose();
        }

        var lines = (await server.ReadAsync()).Select(line => line.GetProperty("message").GetString()!).ToArray();
        output.WriteLine($"{lines.Length} lines, {proxy.Requests} requests, {kills} kills, {_rotations.Values.Sum()} rotations");
        Assert.Empty(lines.GroupBy(line => line).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Equal(_written.Order(StringComparer.Ordinal), lines.Order(StringComparer.Ordinal));
        Assert.False(File.Exists(_state.File("dead-letters.ndjson")));
        Assert.True(kills > 0 && _rotations.Count > 0);
    }

    private ShipperProcess Start(Uri elasticsearch) => ShipperProcess.Start(elasticsearch, _logs.Path, _state.Path, ("Shipper__BatchLines", "50"));

    // Its last line may be torn; the rest comes the next time.
    private void Write(Random random, string file)
    {
        var text = _torn.GetValueOrDefault(file, "");
        _torn.Remove(file);
        for (var i = random.Next(80); i >= 0; i--)
        {
            var number = _written.Count;
            _written.Add(file.EndsWith(".clef", StringComparison.Ordinal) ? $"line {number}" : $"{file} says {number}");
            text += file.EndsWith(".clef", StringComparison.Ordinal) ? Lines.Clef(number) : $"{_written[^1]}\n";
        }

        var cut = random.Next(2) == 0 ? text.Length : text.Length - 1 - random.Next(5);
        if (cut < text.Length)
        {
            _torn[file] = text[cut..];
        }

        File.AppendAllText(_logs.File(file), text[..cut]);
    }

    private void Rotate(Random random)
    {
        foreach (var file in new[] { "redis.log", "prometheus.log" }.Where(file => !_torn.ContainsKey(file) && random.Next(4) == 0))
        {
            var number = _rotations[file] = _rotations.GetValueOrDefault(file) + 1;
            if (file == "redis.log")
            {
                File.Move(_logs.File(file), _logs.File($"{file}.{number}"));
            }
            else
            {
                File.Copy(_logs.File(file), _logs.File($"{file}.{number}"));
                File.WriteAllText(_logs.File(file), "");
            }
        }
    }
}
