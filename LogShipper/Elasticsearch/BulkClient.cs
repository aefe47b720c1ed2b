using System.Text.Json;
using Platform.LogShipper.Shipping;

namespace Platform.LogShipper.Elasticsearch;

/// <summary>
/// Sends bulk requests: https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk. They may create documents in data
/// streams and nothing else, so that an index with guessed types cannot come to be.
/// </summary>
internal sealed class BulkClient(ElasticsearchSettings settings) : IDisposable
{
    private const string Path = "/_bulk?require_data_stream=true&filter_path=errors,items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by,items.*.failure_store";

    private readonly HttpClient _http = settings.CreateClient();

    /// <summary>Sends items. What fails is told by the answer.</summary>
    public async Task<BulkAnswer> SendAsync(Batch batch, IReadOnlyList<BatchItem> items, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new BulkContent(batch, items);
            using var response = await _http.PostAsync(Path, content, cancellationToken);
            var status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode)
            {
                var (type, reason) = DescribeRefusal(await response.Content.ReadAsStringAsync(cancellationToken));
                return new(null, status, type, reason);
            }

            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var document = await JsonDocument.ParseAsync(body, cancellationToken: cancellationToken);
            var answers = document.RootElement.GetProperty("items").EnumerateArray().Select(Read).ToArray();
            return answers.Length == items.Count ? new(answers, status, null, "") : new(null, 0, null, $"it answered for {answers.Length} of {items.Count} lines");
        }
        catch (JsonException e)
        {
            return new(null, 0, null, $"its answer is no JSON: {e.Message}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or KeyNotFoundException)
        {
            return new(null, 0, null, e.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, 0, null, $"no answer within {settings.TimeoutSeconds} s");
        }
    }

    public void Dispose() => _http.Dispose();

    // {"create":{"status":400,"error":{"type":"document_parsing_exception","reason":"...","caused_by":{"reason":"..."}}}}
    private static ItemAnswer Read(JsonElement item)
    {
        var result = item.EnumerateObject().First().Value;
        if (result.TryGetProperty("failure_store", out var store) && store.ValueEquals("used"))
        {
            // It is not where it can be found: a success in name only.
            return new(400, ItemAnswer.FailureStore, "it went to the data stream's failure store");
        }

        var (type, reason) = result.TryGetProperty("error", out var error) ? Describe(error) : (null, null);
        return new(result.GetProperty("status").GetInt32(), type, reason);
    }

    // Something in between may answer with a page.
    private static (string? Type, string Reason) DescribeRefusal(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var (type, reason) = document.RootElement.ValueKind is JsonValueKind.Object && document.RootElement.TryGetProperty("error", out var error) ? Describe(error) : (null, null);
            return (type, reason ?? "");
        }
        catch (JsonException)
        {
            return (null, "the answer is no JSON");
        }
    }

    private static (string? Type, string? Reason) Describe(JsonElement error) => error.ValueKind is not JsonValueKind.Object ? (null, error.ToString()) :
    (
        error.TryGetProperty("type", out var type) ? type.ToString() : null,
        error.TryGetProperty("caused_by", out var cause) && cause.TryGetProperty("reason", out var deeper) ? $"{Reason(error)}: {deeper}" : Reason(error)
    );

    private static string? Reason(JsonElement error) => error.TryGetProperty("reason", out var reason) ? reason.ToString() : null;
}
