using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Platform.Tools.Declarations;

namespace Platform.Tools.Tests;

/// <summary>How the registry answers one download.</summary>
internal enum Answer
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>With another package under the same name, and metadata that goes with it.</summary>
    Altered,

    /// <summary>With half of the bytes.</summary>
    Truncated,

    /// <summary>With half of the bytes, and then nothing more.</summary>
    Stalled,
}

/// <summary>An npm registry on loopback with the declared PostgreSQL package, which can be told to answer wrongly.</summary>
internal sealed class NpmRegistry : IDisposable
{
    private static readonly Lazy<Task<byte[]>> Original = new(PackAsync);

    private readonly HttpListener listener;
    private readonly byte[] archive;
    private readonly Lazy<byte[]> altered;
    private readonly ConcurrentQueue<Answer> answers;
    private readonly CancellationTokenSource stopped = new();
    private readonly TaskCompletionSource downloading = new();
    private int downloads;

    private NpmRegistry(HttpListener listener, string address, byte[] archive, IEnumerable<Answer> answers)
    {
        (this.listener, Address, this.archive, this.answers) = (listener, address, archive, new(answers));
        altered = new(Alter);
        _ = ServeAsync();
    }

    public static Package Postgres { get; } =
        ToolManifest.Load().Find(ToolNames.Postgres).SourcesFor(ToolManifest.ThisPlatform).First().Packages[0];

    public string Address { get; }

    /// <summary>How many downloads were asked for.</summary>
    public int Downloads => downloads;

    /// <summary>Completes when the first download is under way.</summary>
    public Task Downloading => downloading.Task;

    /// <param name="answers">To the first downloads; all further ones are answered as they should.</param>
    public static async Task<NpmRegistry> StartAsync(params Answer[] answers)
    {
        var archive = await Original.Value;
        while (true)
        {
            var address = $"http://127.0.0.1:{Random.Shared.Next(20000, 32000)}/";
            var listener = new HttpListener { Prefixes = { address } };
            try
            {
                listener.Start();
                return new(listener, address, archive, answers);
            }
            catch (HttpListenerException)
            {
                // The port is taken.
            }
        }
    }

    public void Dispose()
    {
        stopped.Cancel();
        listener.Close();
    }

    private async Task ServeAsync()
    {
        while (!stopped.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            if (context.Request.Url!.AbsolutePath.EndsWith(".tgz", StringComparison.Ordinal))
            {
                await SendArchiveAsync(context.Response);
            }
            else
            {
                await SendMetadataAsync(context.Response);
            }

            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The client went away, or was sent less than it was promised.
            context.Response.Abort();
        }
    }

    private async Task SendMetadataAsync(HttpListenerResponse response)
    {
        answers.TryPeek(out var answer);
        var integrity = "sha512-" + Convert.ToBase64String(SHA512.HashData(answer is Answer.Altered ? altered.Value : archive));
        var metadata = $$"""
            {"name":"{{Postgres.Name}}","dist-tags":{"latest":"{{Postgres.Version}}"},"versions":{"{{Postgres.Version}}":{
            "name":"{{Postgres.Name}}","version":"{{Postgres.Version}}",
            "dist":{"tarball":"{{Address}}postgres.tgz","integrity":"{{integrity}}"} } } }
            """;
        response.ContentType = "application/json";
        await response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(metadata));
    }

    private async Task SendArchiveAsync(HttpListenerResponse response)
    {
        Interlocked.Increment(ref downloads);
        answers.TryDequeue(out var answer);
        var content = answer is Answer.Altered ? altered.Value : archive;
        response.ContentLength64 = content.Length;
        var sent = answer is Answer.Truncated or Answer.Stalled ? content.Length / 2 : content.Length;
        await response.OutputStream.WriteAsync(content.AsMemory(0, sent));
        await response.OutputStream.FlushAsync();
        downloading.TrySetResult();
        if (answer is Answer.Truncated)
        {
            response.Abort();
        }
        else if (answer is Answer.Stalled)
        {
            await Task.Delay(Timeout.Infinite, stopped.Token);
        }
    }

    // A sound archive with one other word in it.
    private byte[] Alter()
    {
        using var content = new MemoryStream();
        using (var compressed = new GZipStream(new MemoryStream(archive), CompressionMode.Decompress))
        {
            compressed.CopyTo(content);
        }

        var bytes = content.ToArray();
        bytes[bytes.AsSpan().IndexOf("Permission is hereby granted"u8)] = (byte)'R';
        using var result = new MemoryStream();
        using (var compressed = new GZipStream(result, CompressionLevel.Fastest, leaveOpen: true))
        {
            compressed.Write(bytes);
        }

        return result.ToArray();
    }

    private static async Task<byte[]> PackAsync()
    {
        using var folder = new TemporaryFolder();
        var npm = Fetching.Programs.Find("npm") ?? throw new InvalidOperationException("These tests need npm on PATH.");
        var result = await Fetching.ClientProcess.RunAsync(
            npm, ["pack", $"{Postgres.Name}@{Postgres.Version}", "--silent"], folder, null, CancellationToken.None);
        Assert.True(result.ExitCode == 0, result.Error);
        return await File.ReadAllBytesAsync(Directory.GetFiles(folder, "*.tgz").Single());
    }
}
