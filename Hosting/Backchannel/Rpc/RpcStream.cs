namespace Platform.Hosting.Backchannel.Rpc;

internal interface IRpcStream : IAsyncDisposable
{
    /// <summary>At least one value, unless the sequence has ended.</summary>
    Task<(object Values, bool Finished)> NextAsync(CancellationToken cancellationToken);
}

/// <summary>One sequence that a caller takes values from.</summary>
internal sealed class RpcStream<TItem> : IRpcStream
{
    private const int MaxValues = 256;

    private readonly CancellationTokenSource _ended = new();
    private readonly IAsyncEnumerator<TItem> _source;

    // Asking again while nothing has come, because the last question was cancelled, goes on with the same move.
    private Task<bool>? _move;

    public RpcStream(Func<CancellationToken, IAsyncEnumerable<TItem>> source) =>
        _source = source(_ended.Token).GetAsyncEnumerator(_ended.Token);

    public async Task<(object Values, bool Finished)> NextAsync(CancellationToken cancellationToken)
    {
        var values = new List<TItem>();
        do
        {
            _move ??= _source.MoveNextAsync().AsTask();
            if (!await _move.WaitAsync(cancellationToken))
            {
                return (values, true);
            }

            values.Add(_source.Current);
            _move = _source.MoveNextAsync().AsTask();
        }
        while (_move.IsCompletedSuccessfully && values.Count < MaxValues);

        return (values, false);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        try
        {
            await (_move ?? Task.FromResult(false));
        }
        catch (Exception)
        {
            // The caller has gone, or was told with its last question.
        }

        await _source.DisposeAsync();
        _ended.Dispose();
    }
}
