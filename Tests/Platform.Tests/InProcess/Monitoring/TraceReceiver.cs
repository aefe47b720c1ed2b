using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Platform.Tests.InProcess.Monitoring;

/// <summary>Takes the traces that services export (OTLP over HTTP, https://opentelemetry.io/docs/specs/otlp/), in the place of a dashboard.</summary>
internal sealed class TraceReceiver : IAsyncDisposable
{
    private readonly ConcurrentQueue<byte[]> _exports = new();
    private readonly HttpListener _listener;
    private readonly Task _receiving;

    public TraceReceiver()
    {
        (Address, _listener) = Listen();
        _receiving = ReceiveAsync();
    }

    public string Address { get; }

    /// <summary>Whether spans of a trace have come that carry a text in an attribute, such as a correlation ID.</summary>
    /// <param name="trace">The trace's ID, in hexadecimal digits.</param>
    /// <param name="text">The text.</param>
    public bool Has(string trace, string text)
    {
        var (id, value) = (Convert.FromHexString(trace), Encoding.UTF8.GetBytes(text));
        return _exports.Any(export => export.AsSpan().IndexOf(id) >= 0 && export.AsSpan().IndexOf(value) >= 0);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                if (context.Request.Url?.AbsolutePath == "/v1/traces")
                {
                    _exports.Enqueue(body.ToArray());
                }

                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                if (!_listener.IsListening)
                {
                    return;
                }
            }
        }
    }

    // Another program may take a port between finding and using it.
    private static (string Address, HttpListener Listener) Listen()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var address = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}";
            free.Stop();
            var listener = new HttpListener { Prefixes = { $"{address}/" } };
            try
            {
                listener.Start();
                return (address, listener);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
            }
        }
    }
}
