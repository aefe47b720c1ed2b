using System.Diagnostics;
using Amazon.S3;
using Amazon.S3.Model;

namespace Platform.ObjectStore.Benchmarks;

internal static class Benchmarks
{
    private const int Clients = 16;
    private const string Bucket = "benchmark";

    public static async Task RunAsync(int runs, int large, string? only)
    {
        (string Name, Func<Task> Run)[] groups =
        [
            ("start", () => StartAsync(runs)),
            ("small", () => SmallObjectsAsync(runs)),
            ("large", () => LargeObjectAsync(runs)),
            ("list", ListingAsync),
            ("memory", () => MemoryAsync(large)),
        ];
        foreach (var (name, run) in groups)
        {
            if (only is null || only == name)
            {
                await run();
            }
        }
    }

    private static async Task StartAsync(int runs)
    {
        var (ready, idle) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            using var server = await Server.StartAsync();
            ready.Add(server.Ready.TotalSeconds);
            await Task.Delay(1000);
            idle.Add(server.Memory().Now);
        }
        Print("ready after start", ready, "s");
        Print("memory idle", idle, "MiB");
    }

    private static async Task SmallObjectsAsync(int runs)
    {
        const int perClient = 250;
        using var server = await Server.StartAsync();
        await server.S3.PutBucketAsync(Bucket);
        using var http = new HttpClient { BaseAddress = server.Url };
        var keys = Enumerable.Range(0, Clients * perClient).Select(number => $"k{number:d5}").ToArray();
        var put = keys.Select(key => Presign(server, key, HttpVerb.PUT)).ToArray();
        var get = keys.Select(key => Presign(server, key, HttpVerb.GET)).ToArray();
        var content = new byte[1024];
        var (puts, gets) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            puts.Add(keys.Length / await TimeAsync(perClient, async i => (await http.PutAsync(put[i], new ByteArrayContent(content))).EnsureSuccessStatusCode().Dispose()));
            gets.Add(keys.Length / await TimeAsync(perClient, async i => await http.GetByteArrayAsync(get[i])));
        }
        Print("memory after small objects", [server.Memory().Now], "MiB");
        Print("put 1 KiB, 16 clients", puts, "/s");
        Print("get 1 KiB, 16 clients", gets, "/s");
    }

    private static async Task LargeObjectAsync(int runs)
    {
        const int mebibytes = 100;
        using var server = await Server.StartAsync();
        await server.S3.PutBucketAsync(Bucket);
        using var http = new HttpClient { BaseAddress = server.Url };
        var content = new byte[mebibytes * 1024 * 1024];
        new Random(1).NextBytes(content);
        var sink = new byte[1024 * 1024];
        var (puts, gets, both, sdk) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        var (bothProcessor, sdkProcessor) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            var before = server.ProcessorTime();
            var put = Presign(server, "large", HttpVerb.PUT);
            var get = Presign(server, "large", HttpVerb.GET);
            var putTime = await SecondsAsync(async () => (await http.PutAsync(put, new ByteArrayContent(content))).EnsureSuccessStatusCode());
            var getTime = await SecondsAsync(async () =>
            {
                await using var stream = await http.GetStreamAsync(get);
                while (await stream.ReadAsync(sink) > 0)
                {
                }
            });
            puts.Add(mebibytes / putTime);
            gets.Add(mebibytes / getTime);
            both.Add(putTime + getTime);
            bothProcessor.Add(server.ProcessorTime() - before);
            before = server.ProcessorTime();
            sdk.Add(await SecondsAsync(async () =>
            {
                await server.S3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = "sdk", InputStream = new MemoryStream(content) });
                using var got = await server.S3.GetObjectAsync(Bucket, "sdk");
                while (await got.ResponseStream.ReadAsync(sink) > 0)
                {
                }
            }));
            sdkProcessor.Add(server.ProcessorTime() - before);
        }
        Print("put 100 MiB", puts, "MiB/s");
        Print("get 100 MiB", gets, "MiB/s");
        Print("put and get 100 MiB", both, "s");
        Print("of that, processor time of the server", bothProcessor, "s");
        Print("the same through the AWS SDK", sdk, "s");
        Print("of that, processor time of the server", sdkProcessor, "s");
    }

    private static async Task ListingAsync()
    {
        const int count = 100_000;
        using var server = await Server.StartAsync();
        await server.S3.PutBucketAsync(Bucket);
        using var http = new HttpClient { BaseAddress = server.Url };
        await TimeAsync(count / Clients, async i => (await http.PutAsync(Presign(server, $"folder-{i % 100:d2}/key-{i:d6}", HttpVerb.PUT), new ByteArrayContent([]))).Dispose());
        var before = server.Memory().Now;
        var processor = server.ProcessorTime();
        var seconds = await SecondsAsync(async () =>
        {
            var request = new ListObjectsV2Request { BucketName = Bucket };
            ListObjectsV2Response page;
            do
            {
                page = await server.S3.ListObjectsV2Async(request);
                request.ContinuationToken = page.NextContinuationToken;
            }
            while (page.IsTruncated == true);
        });
        Print("list 100,000 keys", [seconds], "s");
        Print("of that, processor time of the server", [server.ProcessorTime() - processor], "s");
        Print("memory after 100,000 puts", [before], "MiB");
        Print("memory after the listing", [server.Memory().Now], "MiB");
    }

    private static async Task MemoryAsync(int mebibytes)
    {
        using var server = await Server.StartAsync();
        await server.S3.PutBucketAsync(Bucket);
        using var http = new HttpClient { BaseAddress = server.Url, Timeout = Timeout.InfiniteTimeSpan };
        var seconds = await SecondsAsync(() => Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            using var answer = await http.PutAsync(Presign(server, $"{client}", HttpVerb.PUT), new ZeroContent((long)mebibytes << 20));
            answer.EnsureSuccessStatusCode();
            await using var stream = await http.GetStreamAsync(Presign(server, $"{client}", HttpVerb.GET));
            var sink = new byte[256 * 1024];
            while (await stream.ReadAsync(sink) > 0)
            {
            }
            await server.S3.DeleteObjectAsync(Bucket, $"{client}");
        })));
        Print($"16 clients put and get {mebibytes} MiB each", [seconds], "s");
        Print("highest memory meanwhile", [server.Memory().Peak], "MiB");
    }

    private static string Presign(Server server, string key, HttpVerb verb) => server.S3.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = Bucket, Key = key, Verb = verb, Protocol = Protocol.HTTP, Expires = DateTime.UtcNow.AddHours(1),
    });

    private static Task<double> TimeAsync(int perClient, Func<int, Task> action) => SecondsAsync(() => Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
    {
        for (var i = client * perClient; i < (client + 1) * perClient; i++)
        {
            await action(i);
        }
    })));

    private static async Task<double> SecondsAsync(Func<Task> action)
    {
        var started = Stopwatch.GetTimestamp();
        await action();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static void Print(string name, List<double> values, string unit)
    {
        values.Sort();
        var spread = values.Count > 1 ? $" ({Number(values[0])} to {Number(values[^1])})" : "";
        Console.WriteLine($"{name,-40} {Number(values[values.Count / 2])} {unit}{spread}");
    }

    private static string Number(double value) => value >= 100 ? $"{value:n0}" : $"{value:n2}";
}
