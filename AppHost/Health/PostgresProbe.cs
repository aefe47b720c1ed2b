using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Platform.AppHost.Health;

/// <summary>
/// Asks a PostgreSQL server whether it accepts sessions, as pg_isready does: it sends the first message of a session and
/// hangs up when the server asks for the password. The server logs nothing, and the AppHost need not load a database driver.
/// </summary>
internal sealed class PostgresProbe(Func<CancellationToken, ValueTask<int>> port, string role, string database) : IHealthCheck
{
    private const int ProtocolVersion = 3 << 16;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", await port(cancellationToken), cancellationToken);
            var stream = client.GetStream();
            await stream.WriteAsync(StartupMessage(), cancellationToken);
            var answer = new byte[1024];
            var length = await stream.ReadAtLeastAsync(answer, 1, throwOnEndOfStream: false, cancellationToken);
            return length == 0 ? HealthCheckResult.Unhealthy("The server hung up.")
                : answer[0] == 'R' ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"The server refuses sessions: {ErrorMessage(answer.AsSpan(0, length))}");
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }
    }

    // Int32 length, Int32 version, then name and value pairs, each text ended by a zero byte, and one more at the end.
    private byte[] StartupMessage()
    {
        var text = Encoding.UTF8.GetBytes($"user\0{role}\0database\0{database}\0\0");
        var message = new byte[8 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(message, message.Length);
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(4), ProtocolVersion);
        text.CopyTo(message, 8);
        return message;
    }

    // 'E', Int32 length, then fields of a letter and a text ended by a zero byte; M is the message.
    private static string ErrorMessage(ReadOnlySpan<byte> answer) =>
        answer.Length <= 5 ? "no reason given"
        : Encoding.UTF8.GetString(answer[5..]).Split('\0').FirstOrDefault(field => field.StartsWith('M'))?[1..] ?? "no reason given";
}
