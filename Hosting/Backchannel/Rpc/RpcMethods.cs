using System.Text.Json;

namespace Platform.Hosting.Backchannel.Rpc;

/// <summary>
/// The methods that one side of a connection offers, by name. A method takes no argument or one request object; older ones
/// take a request's values one by one.
/// </summary>
internal sealed class RpcMethods
{
    private readonly Dictionary<string, Func<JsonElement, RpcStreams, CancellationToken, Task<object?>>> _methods = new(StringComparer.Ordinal);

    public void Add<TResult>(string name, Func<CancellationToken, Task<TResult>> method) =>
        _methods.Add(name, (_, _, cancellationToken) => AnswerAsync(method(cancellationToken)));

    public void Add<TRequest, TResult>(string name, Func<TRequest, CancellationToken, Task<TResult>> method) where TRequest : class, new() =>
        _methods.Add(name, (arguments, _, cancellationToken) => AnswerAsync(method(Request<TRequest>(arguments), cancellationToken)));

    public void AddStream<TItem>(string name, Func<CancellationToken, IAsyncEnumerable<TItem>> method) =>
        _methods.Add(name, (_, streams, _) => Task.FromResult<object?>(streams.Open(method)));

    public void AddStream<TRequest, TItem>(string name, Func<TRequest, CancellationToken, IAsyncEnumerable<TItem>> method) where TRequest : class, new() =>
        AddStream(name, Request<TRequest>, method);

    /// <param name="name">The method.</param>
    /// <param name="read">Makes the request of the arguments, as they were sent.</param>
    /// <param name="method">Gives the sequence.</param>
    public void AddStream<TRequest, TItem>(string name, Func<JsonElement, TRequest> read, Func<TRequest, CancellationToken, IAsyncEnumerable<TItem>> method) =>
        _methods.Add(name, (arguments, streams, _) =>
        {
            var request = read(arguments);
            return Task.FromResult<object?>(streams.Open(cancellationToken => method(request, cancellationToken)));
        });

    /// <exception cref="RpcException">There is no method of that name.</exception>
    /// <exception cref="JsonException">The arguments do not fit.</exception>
    public Task<object?> InvokeAsync(string name, JsonElement arguments, RpcStreams streams, CancellationToken cancellationToken) => name switch
    {
        RpcStreams.Next => streams.NextAsync(RpcStreams.Token(arguments), cancellationToken),
        RpcStreams.Abort => streams.AbortAsync(RpcStreams.Token(arguments)),
        _ => _methods.TryGetValue(name, out var method)
            ? method(arguments, streams, cancellationToken)
            : throw new RpcException(RpcException.MethodNotFound, $"There is no method '{name}'."),
    };

    /// <summary>A value that comes by position or by name; undefined when it was not sent.</summary>
    public static JsonElement Argument(JsonElement arguments, int position, string name) => arguments.ValueKind switch
    {
        JsonValueKind.Array when arguments.GetArrayLength() > position => arguments[position],
        JsonValueKind.Object when arguments.TryGetProperty(name, out var named) => named,
        _ => default,
    };

    // A method of its own: the precompiled code of an asynchronous lambda that awaits a captured generic delegate fails with a
    // null reference (crossgen2 10.0.12).
    private static async Task<object?> AnswerAsync<TResult>(Task<TResult> result) => await result;

    // Arguments come by position ([request]) or by name ({"request": ...}); an optional request may be left out.
    private static TRequest Request<TRequest>(JsonElement arguments) where TRequest : class, new()
    {
        var argument = Argument(arguments, 0, "request");
        return argument.ValueKind is JsonValueKind.Object ? argument.Deserialize<TRequest>(RpcMessages.Json)! : new TRequest();
    }
}
