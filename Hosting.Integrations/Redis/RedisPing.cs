using System.Net.Sockets;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.Hosting.Integrations.Redis;

/// <summary>Asks a Redis server whether it answers: AUTH, PING, in its own protocol (https://redis.io/docs/latest/develop/reference/protocol-spec).</summary>
internal sealed class RedisPing(RedisResource server) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.PrimaryEndpoint.Host, server.PrimaryEndpoint.Port, cancellationToken).ConfigureAwait(false);
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
            if (server.PasswordParameter is { } password && await AskAsync("AUTH", (await password.GetValueAsync(cancellationToken).ConfigureAwait(false))!).ConfigureAwait(false) is not "+OK" and var refusal)
            {
                return HealthCheckResult.Unhealthy($"The server refuses the password: {refusal}");
            }

            var answer = await AskAsync("PING").ConfigureAwait(false);
            return answer is "+PONG" ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy($"The server answers a PING with: {answer}");

            // *2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n
            async Task<string?> AskAsync(params string[] words)
            {
                var message = new StringBuilder().Append('*').Append(words.Length).Append("\r\n");
                foreach (var word in words)
                {
                    message.Append('$').Append(Encoding.UTF8.GetByteCount(word)).Append("\r\n").Append(word).Append("\r\n");
                }

                await stream.WriteAsync(Encoding.UTF8.GetBytes(message.ToString()), cancellationToken).ConfigureAwait(false);
                return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy(exception.Message);
        }
    }
}
