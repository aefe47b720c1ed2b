using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

namespace Platform.Api.Identity.KeyRing;

internal static class KeyRingExtensions
{
    public static void AddKeyRing(this IServiceCollection services)
    {
        services.AddDataProtection().SetApplicationName("platform-shop");

        // The framework reads the ring before the server starts; the first token is soon enough.
        if (services.FirstOrDefault(service => service.ImplementationType?.Name == "DataProtectionHostedService") is { } preload)
        {
            services.Remove(preload);
        }

        services.AddSingleton<KeyRingCipher>();
        services.AddSingleton<PostgresKeyRing>();
        services.AddOptions<KeyManagementOptions>().Configure<PostgresKeyRing, KeyRingCipher>((options, ring, cipher) =>
        {
            options.XmlRepository = ring;
            options.XmlEncryptor = cipher;
        });
    }
}
