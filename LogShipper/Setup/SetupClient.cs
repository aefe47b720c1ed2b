using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Platform.LogShipper.Shipping;

namespace Platform.LogShipper.Setup;

/// <summary>
/// Asks for parts of the setup, one after the other. Each may be asked for again and is then as before, so what is not answered, or is
/// answered with "not now", is asked for again until the patience ends.
/// </summary>
internal sealed class SetupClient(HttpClient http, TimeSpan patience, TimeProvider time)
{
    /// <summary>Sends a JSON body.</summary>
    /// <exception cref="SetupException">It was refused.</exception>
    public Task SendAsync(HttpMethod method, string path, string json, CancellationToken cancellationToken) => SendAsync(
        method,
        path,
        () => new ByteArrayContent(Encoding.UTF8.GetBytes(json)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
        cancellationToken);

    /// <summary>Sends any body and returns the answer's.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Where.</param>
    /// <param name="content">Makes the body, for each try.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SetupException">It was refused.</exception>
    public async Task<string> SendAsync(HttpMethod method, string path, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        var (status, answer) = await AskAsync(method, path, content, IsPassing, cancellationToken);
        return (int)status is >= 200 and < 300 ? answer : throw Refused(method, path, status, answer);
    }

    /// <summary>Whether there is something at a path.</summary>
    /// <exception cref="SetupException">Neither was answered.</exception>
    public async Task<bool> ExistsAsync(string path, CancellationToken cancellationToken)
    {
        var (status, answer) = await AskAsync(HttpMethod.Get, path, null, IsPassing, cancellationToken);
        return status switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound => false,
            _ => throw Refused(HttpMethod.Get, path, status, answer),
        };
    }

    /// <summary>Waits until a path answers with success, or says that the password is wrong.</summary>
    /// <exception cref="SetupException">It does not within the patience.</exception>
    public async Task WaitAsync(string path, CancellationToken cancellationToken)
    {
        var (status, _) = await AskAsync(HttpMethod.Get, path, null, status => status is not (HttpStatusCode.OK or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden), cancellationToken);
        if (status is not HttpStatusCode.OK)
        {
            throw new SetupException($"{http.BaseAddress} answers with {(int)status}{Hint(status)}");
        }
    }

    private async Task<(HttpStatusCode Status, string Answer)> AskAsync(
        HttpMethod method, string path, Func<HttpContent>? content, Func<HttpStatusCode, bool> isPassing, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var backoff = new Backoff(TimeSpan.FromSeconds(1));
        while (true)
        {
            string problem;
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = content?.Invoke() };
                using var response = await http.SendAsync(request, cancellationToken);
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                if (!isPassing(response.StatusCode))
                {
                    return (response.StatusCode, answer);
                }

                problem = $"{(int)response.StatusCode}: {answer}";
            }
            catch (HttpRequestException e)
            {
                problem = e.Message;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                problem = $"no answer within {http.Timeout.TotalSeconds} s";
            }

            if (time.GetElapsedTime(started) > patience)
            {
                throw new SetupException($"{http.BaseAddress} was not ready within {patience.TotalSeconds} s: {method} {path}: {problem}. Run it again once it answers.");
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    private static bool IsPassing(HttpStatusCode status) => status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    private static SetupException Refused(HttpMethod method, string path, HttpStatusCode status, string answer) => new($"{method} {path} was answered with {(int)status}: {answer}{Hint(status)}");

    private static string Hint(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ". The user's name or password is not right (Elasticsearch__User, Elasticsearch__Password).",
        HttpStatusCode.Forbidden => ". The user lacks the privilege: setting up needs manage_index_templates, manage_ilm and manage_security.",
        _ => "",
    };
}
