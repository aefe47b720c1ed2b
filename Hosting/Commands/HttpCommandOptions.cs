namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command that sends an HTTP request is shown, and what it sends.</summary>
public class HttpCommandOptions : CommandOptions
{
    /// <summary>Chooses the endpoint that the request goes to.</summary>
    public Func<EndpointReference>? EndpointSelector { get; set; }

    /// <summary>The HTTP method; POST when null.</summary>
    public HttpMethod? Method { get; set; }

    /// <summary>The name of the client that <see cref="IHttpClientFactory"/> makes; the default client when null.</summary>
    public string? HttpClientName { get; set; }

    /// <summary>Completes the request before it is sent.</summary>
    public Func<HttpCommandRequestContext, Task>? PrepareRequest { get; set; }

    /// <summary>Makes the command's result from the response. By default a 2xx answer is success.</summary>
    public Func<HttpCommandResultContext, Task<ExecuteCommandResult>>? GetCommandResult { get; set; }

    /// <summary>Whether the response's body becomes the command's result.</summary>
    public HttpCommandResultMode ResultMode { get; set; }
}

/// <summary>Whether a response's body becomes a command's result.</summary>
public enum HttpCommandResultMode
{
    /// <summary>The body is not used.</summary>
    None,

    /// <summary>The format follows from the content type.</summary>
    Auto,

    /// <summary>The body is JSON.</summary>
    Json,

    /// <summary>The body is text.</summary>
    Text,
}

/// <summary>What a callback that completes a request is given.</summary>
public sealed class HttpCommandRequestContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The resource's name; with replicas, that of one of them.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The endpoint that the request goes to.</summary>
    public required EndpointReference Endpoint { get; init; }

    /// <summary>Ends when the command is cancelled.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The client that sends the request.</summary>
    public required HttpClient HttpClient { get; init; }

    /// <summary>The request, before it is sent.</summary>
    public required HttpRequestMessage Request { get; init; }
}

/// <summary>What a callback that makes a result from a response is given.</summary>
public sealed class HttpCommandResultContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider Services { get; init; }

    /// <summary>The resource's name; with replicas, that of one of them.</summary>
    public required string ResourceName { get; init; }

    /// <summary>The endpoint that the request went to.</summary>
    public required EndpointReference Endpoint { get; init; }

    /// <summary>Ends when the command is cancelled.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The client that sent the request.</summary>
    public required HttpClient HttpClient { get; init; }

    /// <summary>The response.</summary>
    public required HttpResponseMessage Response { get; init; }
}
