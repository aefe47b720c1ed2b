using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace Platform.Hosting.Dcp;

/// <summary>
/// The engine's REST API. Transient failures are tried again a bounded number of times; what the engine refuses is a
/// <see cref="DcpApiException"/> with the engine's own words. Safe for concurrent use.
/// </summary>
internal sealed partial class DcpClient : IDisposable
{
    private const int MaxAttempts = 7;
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly MediaTypeHeaderValue s_mergePatch = new("application/merge-patch+json");
    private static readonly MediaTypeHeaderValue s_jsonPatch = new("application/json-patch+json");
    private static readonly TimeSpan s_attemptTimeout = TimeSpan.FromSeconds(15);

    private readonly HttpClient _http;

    public DcpClient(DcpKubeconfig config)
    {
        var handler = new SocketsHttpHandler
        {
            // The engine is on this machine; a proxy of the environment must not see the token.
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            SslOptions = new SslClientAuthenticationOptions
            {
                // Only this one authority counts; the machine's own list is not even read.
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { config.CertificateAuthority },
                    RevocationMode = X509RevocationMode.NoCheck,
                    DisableCertificateDownloads = true,
                },
            },
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = config.Server,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _http.DefaultRequestHeaders.Authorization = new("Bearer", config.Token);
    }

    /// <summary>Creates an object; created twice, by a request whose answer was lost, counts as created.</summary>
    public async Task<T> CreateAsync<T>(T obj, CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T>
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(obj, T.TypeInfo);
        var what = $"create {obj.Kind} '{obj.Metadata.Name}'";
        try
        {
            return await SendAsync(HttpMethod.Post, PathOf<T>(), what, T.TypeInfo, body, s_json, cancellationToken);
        }
        catch (RepeatedRequestRefusedException e) when (e.Refusal.IsAlreadyExists)
        {
            return await GetAsync<T>(obj.Metadata.Name, cancellationToken);
        }
        catch (RepeatedRequestRefusedException e)
        {
            throw e.Refusal;
        }
    }

    public async Task<T> GetAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T>
    {
        try
        {
            return await SendAsync(HttpMethod.Get, PathOf<T>(name), $"read {T.Plural} '{name}'", T.TypeInfo, null, null, cancellationToken);
        }
        catch (RepeatedRequestRefusedException e)
        {
            throw e.Refusal;
        }
    }

    public async Task<IReadOnlyList<T>> ListAsync<T>(CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T>
    {
        try
        {
            var list = await SendAsync(HttpMethod.Get, PathOf<T>(), $"list {T.Plural}", T.ListTypeInfo, null, null, cancellationToken);
            return list.Items;
        }
        catch (RepeatedRequestRefusedException e)
        {
            throw e.Refusal;
        }
    }

    /// <summary>Changes an object by a JSON merge patch (RFC 7396).</summary>
    public Task<T> PatchAsync<T>(string name, string mergePatchJson, CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T> =>
        PatchAsync<T>(name, mergePatchJson, s_mergePatch, cancellationToken);

    /// <summary>Changes an object by a JSON patch (RFC 6902).</summary>
    public Task<T> JsonPatchAsync<T>(string name, string jsonPatch, CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T> =>
        PatchAsync<T>(name, jsonPatch, s_jsonPatch, cancellationToken);

    /// <summary>
    /// Asks for an object's deletion; false when there is none. The object goes once the engine has cleaned up behind it.
    /// </summary>
    public async Task<bool> DeleteAsync<T>(string name, CancellationToken cancellationToken = default)
        where T : DcpObject, IDcpKind<T>
    {
        try
        {
            await SendAsync(HttpMethod.Delete, PathOf<T>(name), $"delete {T.Plural} '{name}'", DcpJson.Default.JsonElement, null, null, cancellationToken);
            return true;
        }
        catch (DcpApiException e) when (e.IsNotFound)
        {
            return false;
        }
        catch (RepeatedRequestRefusedException e)
        {
            return e.Refusal.IsNotFound ? true : throw e.Refusal;
        }
    }

    /// <summary>Tells the engine to remove everything and to end itself.</summary>
    public async Task RequestShutdownAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            await SendAsync(
                HttpMethod.Patch,
                "admin/execution",
                "shut down",
                DcpJson.Default.JsonElement,
                """{"status":"Stopping","shutdownResourceCleanup":"Full"}"""u8.ToArray(),
                s_mergePatch,
                cancellationToken);
        }
        catch (RepeatedRequestRefusedException e)
        {
            throw e.Refusal;
        }
    }

    public void Dispose() => _http.Dispose();

    private static string PathOf<T>(string? name = null)
        where T : DcpObject, IDcpKind<T> =>
        name is null
            ? $"apis/{DcpObject.GroupVersion}/{T.Plural}"
            : $"apis/{DcpObject.GroupVersion}/{T.Plural}/{Uri.EscapeDataString(name)}";

    private async Task<T> PatchAsync<T>(string name, string patch, MediaTypeHeaderValue type, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind<T>
    {
        var body = System.Text.Encoding.UTF8.GetBytes(patch);
        var pause = Backoff.ForRequests;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await SendAsync(HttpMethod.Patch, PathOf<T>(name), $"change {T.Plural} '{name}'", T.TypeInfo, body, type, cancellationToken);
            }
            catch (DcpApiException e) when (e.IsConflict && attempt < MaxAttempts)
            {
                // The engine wrote its own status at the same moment; the patch still holds.
                await pause.WaitAsync(cancellationToken);
            }
            catch (RepeatedRequestRefusedException e)
            {
                throw e.Refusal;
            }
        }
    }
}
