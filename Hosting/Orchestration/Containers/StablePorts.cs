using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Platform.Hosting.Orchestration;

/// <summary>
/// Ports that are the same in every run of one AppHost. A persistent container's definition has them in it, and another port in the
/// next run would make it anew.
/// </summary>
internal static class StablePorts
{
    // Below what operating systems give to outgoing connections.
    private const int First = 20_000, Count = 7_000;

    /// <param name="configuration">Knows the AppHost.</param>
    /// <param name="resource">Whose port it is.</param>
    /// <param name="endpoint">And for what.</param>
    public static int For(IConfiguration configuration, string resource, string endpoint)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{configuration["AppHost:PathSha256"]} {resource} {endpoint}".ToLowerInvariant()));
        return First + (int)(BinaryPrimitives.ReadUInt32BigEndian(hash) % Count);
    }
}
