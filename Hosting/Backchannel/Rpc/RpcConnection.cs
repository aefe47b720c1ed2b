using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Platform.Hosting.Backchannel.Rpc;

/// <summary>Serves one caller until it closes the stream: requests run side by side and can be cancelled.</summary>
internal sealed class RpcConnection(Stream stream, RpcMethods methods, ILogger logger)
{
    private const string Cancel = "$/cancelRequest";

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var messages = new RpcMessages(stream);
        await using var streams = new RpcStreams();
        try
        {
            while (await messages.ReadAsync(closed.Token) is { } message)
            {
                Handle(message, messages, streams, closed.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller or we are going.
        }
        catch (Exception e) when (e is InvalidDataException or JsonException)
        {
            logger.LogWarning("A backchannel was closed, because it carried something else than JSON-RPC: {Reason}", e.Message);
        }
        finally
        {
            await closed.CancelAsync();
        }
    }

    private void Handle(JsonDocument message, RpcMessages messages, RpcStreams streams, CancellationToken closed)
    {
        var root = message.RootElement;
        if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty("method", out var method))
        {
            return;
        }

        var arguments = root.TryGetProperty("params", out var found) ? found : default;
        if (method.ValueEquals(Cancel))
        {
            CancelRequest(arguments);
            return;
        }

        var id = root.TryGetProperty("id", out var value) ? value : default;
        var stop = CancellationTokenSource.CreateLinkedTokenSource(closed);
        _running[id.ToString()] = stop;
        _ = AnswerAsync(method.GetString()!, arguments, id, messages, streams, stop, closed);
    }

    private async Task AnswerAsync(string method, JsonElement arguments, JsonElement id, RpcMessages messages, RpcStreams streams, CancellationTokenSource stop, CancellationToken closed)
    {
        await Task.Yield();
        object? answer;
        try
        {
            var result = await methods.InvokeAsync(method, arguments, streams, stop.Token);
            answer = new RpcResult("2.0", id, result);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The connection ends, and so the caller learns that we have gone; an error would look like a failure of its request.
            answer = null;
        }
        catch (Exception e)
        {
            logger.LogDebug(e, "The backchannel method {Method} failed.", method);
            answer = new RpcFailure("2.0", id, new(Code(e), e.Message, new(e.GetType().FullName!, e.Message)));
        }

        _running.TryRemove(id.ToString(), out _);
        try
        {
            if (answer is not null && id.ValueKind is not JsonValueKind.Undefined)
            {
                await messages.WriteAsync(answer, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The caller has gone.
        }
        finally
        {
            stop.Dispose();
        }
    }

    private void CancelRequest(JsonElement arguments)
    {
        if (arguments.ValueKind is JsonValueKind.Object
            && arguments.TryGetProperty("id", out var id)
            && _running.TryGetValue(id.ToString(), out var running))
        {
            try
            {
                running.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It was answered in the meantime.
            }
        }
    }

    private static int Code(Exception e) => e switch
    {
        RpcException rpc => rpc.Code,
        OperationCanceledException => RpcException.RequestCanceled,
        JsonException => RpcException.InvalidParams,
        _ => RpcException.InvocationError,
    };
}
