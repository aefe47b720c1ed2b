using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Platform.LogShipper.Shipping;

namespace Platform.LogShipper.Setup;

/// <summary>Asks for parts of the setup, one after the other. Each may be asked for again and is then as before.</summary>
internal sealed class SetupClient(HttpClient http, TimeSpan patience, TimeProvider time)
{
    /// <summary>Sends a JSON body.</summary>
    /// <exception cref="SetupException">It was refused.</exception>
    public async Task SendAsync(HttpMethod method, string path, string json, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(json));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        await SendAsync(method, path, content, cancellationToken);
    }

    /// <summary>Sends any body and returns the answer's.</summary>
    /// <exception cref="SetupException">It was refused.</exception>
    public async Task<string> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? answer : throw new SetupException($"{method} {path} was answered with {(int)response.StatusCode}: {answer}{Hint(response.StatusCode)}");
        }
        catch (HttpRequestException e)
        {
            throw new SetupException($"{method} {path} failed: {e.Message}. Run it again once {http.BaseAddress} answers.");
        }
    }

    /// <summary>Waits until a path answers with success, or says that the password is wrong.</summary>
    /// <exception cref="SetupException">It does not within the patience.</exception>
    public async Task WaitAsync(string path, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var backoff = new Backoff(TimeSpan.FromSeconds(1));
        while (true)
        {
            string problem;
            try
            {
                using var response = await http.GetAsync(path, cancellationToken);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }

                problem = $"{(int)response.StatusCode}{Hint(response.StatusCode)}";
                if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
                {
                    throw new SetupException($"{http.BaseAddress} answers with {problem}");
                }
            }
            catch (HttpRequestException e)
            {
                problem = e.Message;
            }

            if (time.GetElapsedTime(started) > patience)
            {
                throw new SetupException($"{http.BaseAddress} was not ready within {patience.TotalSeconds} s: {problem}");
            }

            await Task.Delay(backoff.Next(), time, cancellationToken);
        }
    }

    private static string Hint(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ". The user's name or password is not right (Elasticsearch__User, Elasticsearch__Password).",
        HttpStatusCode.Forbidden => ". The user lacks the privilege: setting up needs manage_index_templates, manage_ilm and manage_security.",
        _ => "",
    };
}
