using System.Text.Json;

namespace Platform.ElasticsearchStandin.Http;

/// <summary>
/// Keeps what changes something, a request on each line, so that it is there after a kill: what was answered, is kept. At the start they
/// are carried out again, each at its time.
/// </summary>
internal sealed class Journal(string file, MovableTime time) : IDisposable
{
    private readonly SemaphoreSlim _order = new(1);
    private FileStream? _stream;

    /// <summary>Carries out again what the file has.</summary>
    public async Task ReplayAsync(RequestDelegate handle)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var offset = time.Offset;
        foreach (var line in File.Exists(file) ? await File.ReadAllLinesAsync(file) : [])
        {
            // A kill may have torn the last one, which was not answered either.
            if (TryRead(line) is { } entry)
            {
                time.Offset = entry.Time - DateTime.UtcNow;
                var http = new DefaultHttpContext();
                (http.Request.Method, http.Request.Path, http.Request.QueryString) = (entry.Method, entry.Path, new QueryString(entry.Query));
                (http.Request.Headers.Authorization, http.Request.ContentType) = (entry.Authorization, entry.ContentType);
                (http.Request.Body, http.Request.ContentLength) = (new MemoryStream(entry.Body), entry.Body.Length);
                await handle(http);
            }
        }

        time.Offset = offset;
        _stream = new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Carries out a request and keeps it, one after the other, when it may change something.</summary>
    public async Task HandleAsync(HttpContext http, RequestDelegate handle)
    {
        if (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || http.Request.Path.Value is { } path && (path.EndsWith("/_search", StringComparison.Ordinal) || path.EndsWith("/_refresh", StringComparison.Ordinal)))
        {
            await handle(http);
            return;
        }

        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        http.Request.Body = body;
        await _order.WaitAsync(http.RequestAborted);
        try
        {
            var entry = new Entry(
                time.Now, http.Request.Method, http.Request.Path.Value!, http.Request.QueryString.Value ?? "", http.Request.Headers.Authorization.ToString(), http.Request.ContentType, body.ToArray());
            await _stream!.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(entry), (byte)'\n']);
            body.Position = 0;
            await handle(http);
        }
        finally
        {
            _order.Release();
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _order.Dispose();
    }

    private static Entry? TryRead(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Entry>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Entry(DateTime Time, string Method, string Path, string Query, string Authorization, string? ContentType, byte[] Body);
}
