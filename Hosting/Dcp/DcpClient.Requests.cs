using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

internal sealed partial class DcpClient
{
    /// <summary>True for failures of the way to the engine rather than of the request.</summary>
    internal static bool IsTransient(Exception exception) => exception switch
    {
        HttpRequestException or IOException => true,
        DcpApiException api => api.StatusCode is HttpStatusCode.TooManyRequests
            or HttpStatusCode.InternalServerError
            or HttpStatusCode.BadGateway
            or HttpStatusCode.ServiceUnavailable
            or HttpStatusCode.GatewayTimeout
            or HttpStatusCode.Gone,
        _ => false,
    };

    /// <summary>Opens a response that is read while it comes in.</summary>
    internal async Task<HttpResponseMessage> OpenStreamAsync(string path, string what, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Version = _http.DefaultRequestVersion;
        request.VersionPolicy = _http.DefaultVersionPolicy;
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await RefusalAsync(response, what, cancellationToken);
        }
    }

    /// <summary>Loads the serialization code, so that it does not cost time once the engine answers.</summary>
    internal static void Prepare()
    {
        JsonSerializer.SerializeToUtf8Bytes(new Executable(), Executable.TypeInfo);
        JsonSerializer.SerializeToUtf8Bytes(new DcpList<Executable>(), Executable.ListTypeInfo);
        JsonSerializer.SerializeToUtf8Bytes(new Service(), Service.TypeInfo);
    }

    /// <summary>One attempt to reach the API; it refuses requests until it has begun to serve.</summary>
    internal async Task<bool> IsAnsweringAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SendOnceAsync(HttpMethod.Get, PathOf<Executable>(), "list executables", Executable.ListTypeInfo, null, null, cancellationToken);
            return true;
        }
        catch (Exception e) when (IsTransient(e) || e is DcpApiException)
        {
            return false;
        }
    }

    internal static DcpApiException Refused(string what, HttpStatusCode code, DcpStatus? status) => new(
        $"The engine (DCP) refused to {what}: {(int)code} {status?.Reason ?? code.ToString()}"
            + (string.IsNullOrEmpty(status?.Message) ? "." : $": {status.Message}"),
        code,
        status?.Reason);

    private static async Task<DcpApiException> RefusalAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        DcpStatus? status = null;
        try
        {
            status = JsonSerializer.Deserialize(body, DcpJson.Default.DcpStatus);
        }
        catch (JsonException)
        {
            // The admin part of the API answers in plain text.
            status = new() { Message = System.Text.Encoding.UTF8.GetString(body).Trim() };
        }

        return Refused(what, response.StatusCode, status);
    }

    /// <exception cref="RepeatedRequestRefusedException">
    /// Refused, after an earlier attempt may have been carried out without its answer arriving.
    /// </exception>
    private async Task<TResult> SendAsync<TResult>(
        HttpMethod method,
        string path,
        string what,
        JsonTypeInfo<TResult> resultType,
        byte[]? body,
        MediaTypeHeaderValue? bodyType,
        CancellationToken cancellationToken)
    {
        var pause = Backoff.ForRequests;
        var answerLost = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendOnceAsync(method, path, what, resultType, body, bodyType, cancellationToken);
            }
            catch (DcpApiException e) when (answerLost && !IsTransient(e))
            {
                throw new RepeatedRequestRefusedException(e);
            }
            catch (Exception e) when (IsTransient(e) && attempt < MaxAttempts)
            {
                answerLost |= e is IOException or HttpRequestException { HttpRequestError: not HttpRequestError.ConnectionError };
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw new DcpException(
                    $"The engine (DCP) at {_http.BaseAddress} did not answer a request to {what} after {attempt} attempts: {e.Message} "
                        + "It may have been ended from outside; start the application again.",
                    e);
            }

            await pause.WaitAsync(cancellationToken);
        }
    }

    private async Task<TResult> SendOnceAsync<TResult>(
        HttpMethod method,
        string path,
        string what,
        JsonTypeInfo<TResult> resultType,
        byte[]? body,
        MediaTypeHeaderValue? bodyType,
        CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(s_attemptTimeout);
        using var request = new HttpRequestMessage(method, path);
        request.Version = _http.DefaultRequestVersion;
        request.VersionPolicy = _http.DefaultVersionPolicy;
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = bodyType } };
        }

        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, timeout.Token);
            if (!response.IsSuccessStatusCode)
            {
                throw await RefusalAsync(response, what, timeout.Token);
            }

            var content = await response.Content.ReadAsByteArrayAsync(timeout.Token);
            return content.Length == 0 ? default! : JsonSerializer.Deserialize(content, resultType)!;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"No answer after {s_attemptTimeout.TotalSeconds:0} s.", e);
        }
    }

    private sealed class RepeatedRequestRefusedException(DcpApiException refusal) : Exception(refusal.Message)
    {
        public DcpApiException Refusal { get; } = refusal;
    }
}
