using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Platform.AppHost.Processes;

/// <summary>
/// The few requests to a bucket that the AppHost needs, signed with AWS Signature Version 4. Loading the AWS SDK for them
/// would cost every start more than all of them take.
/// </summary>
internal sealed class StorageClient(Uri endpoint, string accessKey, string secretKey, string region, string bucket) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = endpoint, Timeout = TimeSpan.FromSeconds(10) };

    public void Dispose() => http.Dispose();

    /// <summary>Makes the bucket; one that is there already is fine.</summary>
    public async Task CreateBucketAsync(CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, "", null, cancellationToken);
        if (answer.StatusCode != System.Net.HttpStatusCode.Conflict)
        {
            await CheckAsync(answer, cancellationToken);
        }
    }

    /// <summary>Puts one of the documents that configure a bucket.</summary>
    /// <param name="parameter">The query parameter that names it, such as <c>cors</c>.</param>
    public async Task ConfigureAsync(string parameter, XElement document, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(HttpMethod.Put, parameter + "=", document, cancellationToken);
        await CheckAsync(answer, cancellationToken);
    }

    /// <summary>Deletes every version of every object.</summary>
    /// <returns>How many there were.</returns>
    public async Task<int> EmptyAsync(CancellationToken cancellationToken)
    {
        for (var count = 0; ;)
        {
            using var answer = await SendAsync(HttpMethod.Get, "versions=", null, cancellationToken);
            await CheckAsync(answer, cancellationToken);
            var listing = XElement.Parse(await answer.Content.ReadAsStringAsync(cancellationToken), LoadOptions.PreserveWhitespace);
            var versions = listing.Elements().Where(element => element.Name.LocalName is "Version" or "DeleteMarker").ToList();
            if (versions.Count == 0)
            {
                return count;
            }

            var request = new XElement("Delete", new XElement("Quiet", "true"), versions.Select(version => new XElement(
                "Object", new XElement("Key", Child(version, "Key")), new XElement("VersionId", Child(version, "VersionId")))));
            using var deleted = await SendAsync(HttpMethod.Post, "delete=", request, cancellationToken);
            await CheckAsync(deleted, cancellationToken);
            var refused = XElement.Parse(await deleted.Content.ReadAsStringAsync(cancellationToken)).Elements().FirstOrDefault();
            if (refused is not null)
            {
                throw new HttpRequestException($"{Child(refused, "Key")} cannot be deleted: {Child(refused, "Message")}");
            }

            count += versions.Count;
        }
    }

    private static string Child(XElement element, string name) =>
        element.Elements().First(child => child.Name.LocalName == name).Value;

    private static async Task CheckAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException(
                $"{answer.RequestMessage?.Method} {answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string query, XElement? document, CancellationToken cancellationToken)
    {
        var body = document is null ? [] : Encoding.UTF8.GetBytes(document.ToString(SaveOptions.DisableFormatting));
        var request = new HttpRequestMessage(method, $"/{bucket}{(query.Length > 0 ? "?" : "")}{query}")
        {
            Content = method == HttpMethod.Get ? null : new ByteArrayContent(body),
        };
        var timestamp = DateTime.UtcNow.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        request.Headers.Add("x-amz-date", timestamp);
        request.Headers.Add("x-amz-content-sha256", hash);
        if (request.Content is not null)
        {
            request.Content.Headers.ContentMD5 = MD5.HashData(body);
        }

        const string signed = "host;x-amz-content-sha256;x-amz-date";
        var canonical = $"{method}\n/{bucket}\n{query}\nhost:{endpoint.Authority}\nx-amz-content-sha256:{hash}\nx-amz-date:{timestamp}\n\n{signed}\n{hash}";
        var scope = $"{timestamp[..8]}/{region}/s3/aws4_request";
        var toSign = $"AWS4-HMAC-SHA256\n{timestamp}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var key = scope.Split('/').Aggregate(Encoding.UTF8.GetBytes("AWS4" + secretKey), Sign);
        request.Headers.TryAddWithoutValidation(
            "Authorization", $"AWS4-HMAC-SHA256 Credential={accessKey}/{scope}, SignedHeaders={signed}, Signature={Convert.ToHexStringLower(Sign(key, toSign))}");
        return http.SendAsync(request, cancellationToken);
    }

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
