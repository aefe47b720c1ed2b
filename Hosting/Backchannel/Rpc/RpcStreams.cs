using System.Collections.Concurrent;
using System.Text.Json;

namespace Platform.Hosting.Backchannel.Rpc;

/// <summary>
/// Results that are sequences, by StreamJsonRpc's convention: the result is a token, and the caller asks for the values with
/// <c>$/enumerator/next</c> until they are finished, or ends them with <c>$/enumerator/abort</c>.
/// </summary>
internal sealed class RpcStreams : IAsyncDisposable
{
    public const string Next = "$/enumerator/next";
    public const string Abort = "$/enumerator/abort";

    private readonly ConcurrentDictionary<long, IRpcStream> _streams = new();
    private long _lastToken;

    public object Open<TItem>(Func<CancellationToken, IAsyncEnumerable<TItem>> source)
    {
        var token = Interlocked.Increment(ref _lastToken);
        _streams[token] = new RpcStream<TItem>(source);
        return new { Token = token };
    }

    /// <exception cref="RpcException">The sequence has ended or never was.</exception>
    public async Task<object?> NextAsync(long token, CancellationToken cancellationToken)
    {
        if (!_streams.TryGetValue(token, out var stream))
        {
            throw new RpcException(RpcException.InvalidParams, $"There is no sequence with the token {token}.");
        }

        var (values, finished) = await stream.NextAsync(cancellationToken);
        if (finished)
        {
            await AbortAsync(token);
        }

        return new { Values = values, Finished = finished };
    }

    public async Task<object?> AbortAsync(long token)
    {
        if (_streams.TryRemove(token, out var stream))
        {
            await stream.DisposeAsync();
        }

        return null;
    }

    /// <summary>The token among the arguments, by position or by name.</summary>
    public static long Token(JsonElement arguments) => arguments.ValueKind is JsonValueKind.Array
        ? arguments[0].GetInt64()
        : arguments.GetProperty("token").GetInt64();

    public async ValueTask DisposeAsync()
    {
        foreach (var token in _streams.Keys)
        {
            await AbortAsync(token);
        }
    }
}
