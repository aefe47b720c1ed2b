using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Platform.KibanaStandin;

/// <summary>Kibana has no users of its own: it asks Elasticsearch about whoever comes, and comes there with a password itself.</summary>
internal sealed class ElasticsearchUsers(KibanaSettings settings) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = settings.Elasticsearch };

    /// <summary>Whether Elasticsearch answers, and knows Kibana's own user.</summary>
    public Task<bool> IsConnectedAsync() => AskAsync("/", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{settings.Password}"))}");

    /// <summary>Whether Elasticsearch knows who comes with these credentials.</summary>
    public Task<bool> IsKnownAsync(string authorization) => AskAsync("/_security/_authenticate", authorization);

    public void Dispose() => _http.Dispose();

    private async Task<bool> AskAsync(string path, string authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out var header))
        {
            return false;
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = header } };
            using var response = await _http.SendAsync(request);
            return response.StatusCode is HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
