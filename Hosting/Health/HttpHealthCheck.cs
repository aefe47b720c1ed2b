using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Hosting.Health;

/// <summary>Healthy when a GET request is answered with the expected status code within two seconds.</summary>
internal sealed class HttpHealthCheck(Func<CancellationToken, ValueTask<Uri?>> address, string path, int expectedStatus) : IHealthCheck
{
    // One client for all checks: no cookies, no redirects (a redirect is an answer, too), and certificates of
    // development are accepted, because the question is whether the resource answers.
    private static readonly HttpClient s_client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ActivityHeadersPropagator = null,
        SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true },
    })
    {
        Timeout = TimeSpan.FromSeconds(2),
    };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await address(cancellationToken).ConfigureAwait(false) is not { } start)
        {
            return HealthCheckResult.Unhealthy("The endpoint has no address yet.");
        }

        var url = new Uri(start, path);
        try
        {
            using var response = await s_client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            return (int)response.StatusCode == expectedStatus
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"{url} answered {(int)response.StatusCode}, and {expectedStatus} was expected.");
        }
        catch (HttpRequestException exception)
        {
            return HealthCheckResult.Unhealthy($"{url} did not answer: {exception.Message}");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"{url} did not answer within {s_client.Timeout.TotalSeconds} s.");
        }
    }
}
