using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Platform.Api.Identity.KeyRing;

internal static class KeyRingExtensions
{
    public static void AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("platform-shop");
        services.AddSingleton<KeyRingCipher>();
        services.AddSingleton<PostgresKeyRing>();
        services.AddOptions<KeyManagementOptions>().Configure<PostgresKeyRing, KeyRingCipher>((options, ring, cipher) =>
        {
            options.XmlRepository = ring;
            options.XmlEncryptor = cipher;
        });
    }

    /// <summary>
    /// The framework reads the ring before the server starts; the first token is soon enough. Called after everything that adds
    /// data protection, because each adds the reading again.
    /// </summary>
    public static void ReadKeyRingOnFirstUse(this IServiceCollection services)
    {
        foreach (var preload in services.Where(service => service.ImplementationType?.Name == "DataProtectionHostedService").ToArray())
        {
            services.Remove(preload);
        }
    }
}
