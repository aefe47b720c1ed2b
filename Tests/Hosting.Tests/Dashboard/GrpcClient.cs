using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using Google.Protobuf;
using Platform.Hosting.Dashboard.Grpc;

namespace Platform.Hosting.Tests.Dashboard;

/// <summary>A gRPC client of frames over HTTP/2, as small as the server.</summary>
internal sealed class GrpcClient(IPEndPoint server, string? apiKey) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false })
    {
        BaseAddress = new($"http://{server}"),
    };

    public void Dispose() => _http.Dispose();

    /// <summary>Begins a call. Messages are sent on the call's stream until it is completed.</summary>
    public async Task<Call> StartAsync(string method, params byte[][] frames)
    {
        var call = await OpenAsync(method);
        foreach (var frame in frames)
        {
            await call.SendAsync(frame);
        }

        call.Complete();
        await call.ReceiveHeadersAsync();
        return call;
    }

    /// <summary>Begins a call whose stream of requests stays open.</summary>
    public Task<Call> OpenAsync(string method)
    {
        var content = new StreamedContent();
        var request = new HttpRequestMessage(HttpMethod.Post, method)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TE.Add(new("trailers"));
        if (apiKey is not null)
        {
            request.Headers.Add("x-resource-service-api-key", apiKey);
        }

        var response = _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestTimeout.Token);
        return Task.FromResult(new Call(content, response));
    }

    public static byte[] Frame(IMessage message)
    {
        var bytes = message.ToByteArray();
        var frame = new byte[GrpcFrames.HeaderSize + bytes.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), bytes.Length);
        bytes.CopyTo(frame, GrpcFrames.HeaderSize);
        return frame;
    }

    internal sealed class Call(StreamedContent content, Task<HttpResponseMessage> pending) : IDisposable
    {
        private HttpResponseMessage? _response;
        private PipeReader? _reader;

        public async Task SendAsync(byte[] bytes) => await content.Writer.WriteAsync(bytes, TestTimeout.Token);

        public Task SendAsync(IMessage message) => SendAsync(Frame(message));

        public void Complete() => content.Writer.Complete();

        public async Task ReceiveHeadersAsync()
        {
            _response = await pending;
            _reader = PipeReader.Create(await _response.Content.ReadAsStreamAsync(TestTimeout.Token));
        }

        public async Task<T?> ReadAsync<T>(MessageParser<T> parser)
            where T : class, IMessage<T> =>
            await GrpcFrames.ReadAsync(_reader!, parser, TestTimeout.Token);

        /// <summary>Reads to the end and returns status and message.</summary>
        public async Task<(GrpcStatus Status, string Message)> ReadStatusAsync()
        {
            while (true)
            {
                var result = await _reader!.ReadAsync(TestTimeout.Token);
                _reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    break;
                }
            }

            var trailers = _response!.TrailingHeaders;
            var message = trailers.TryGetValues("grpc-message", out var values) ? Uri.UnescapeDataString(values.Single()) : "";
            return ((GrpcStatus)int.Parse(trailers.GetValues("grpc-status").Single()), message);
        }

        public void Dispose() => _response?.Dispose();
    }

    internal sealed class StreamedContent : HttpContent
    {
        private readonly Pipe _pipe = new();

        public StreamedContent() => Headers.ContentType = new("application/grpc");

        public PipeWriter Writer => _pipe.Writer;

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.FlushAsync();
            while (true)
            {
                var result = await _pipe.Reader.ReadAsync();
                foreach (var segment in result.Buffer)
                {
                    await stream.WriteAsync(segment);
                }

                await stream.FlushAsync();
                _pipe.Reader.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return;
                }
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
