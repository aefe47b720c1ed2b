using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Platform.AppHost.Processes;

/// <summary>
/// The few requests to the bucket that the AppHost needs, signed with AWS Signature Version 4: too few for the AWS SDK to be
/// worth carrying. The bucket itself and its rules are made by the API, which needs them with every provider.
/// </summary>
internal sealed class StorageClient(Uri endpoint, string accessKey, string secretKey, string region, string bucket) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = endpoint, Timeout = TimeSpan.FromSeconds(10) };

    public void Dispose() => http.Dispose();

    /// <summary>Deletes every version of every object.</summary>
    /// <returns>How many there were; none where the bucket does not exist yet.</returns>
    public async Task<int> EmptyAsync(CancellationToken cancellationToken)
    {
        for (var count = 0; ;)
        {
            using var answer = await SendAsync(HttpMethod.Get, "versions=", null, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.NotFound)
            {
                return count;
            }

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
