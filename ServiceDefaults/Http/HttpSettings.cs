using Platform.ServiceDefaults.Configuration;

namespace Platform.ServiceDefaults.Http;

/// <summary>Limits on requests and answers.</summary>
public sealed class HttpSettings : ISettings
{
    /// <inheritdoc/>
    public static string Section => "Http";

    /// <inheritdoc/>
    public static string About => "Limits on requests, browsers of other origins, and calls to other services.";

    /// <summary>The largest request body, except for uploads. Bytes.</summary>
    [Setting("The largest request body, except for uploads. Bytes.", Example = "1048576", Minimum = 1024, Maximum = 1073741824)]
    public long MaxRequestBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>Origins whose pages may call the service from a browser.</summary>
    [Setting("Origins whose pages may call the service from a browser. Empty: none.", Example = "https://shop.example.com")]
    public string[] AllowedOrigins { get; set; } = [];

    /// <summary>Addresses and networks of the proxies in front of the service.</summary>
    [Setting(
        "Addresses and networks of the proxies in front of the service. What they say about the caller (`X-Forwarded-For`, `X-Forwarded-Proto`) is believed, and limits count the caller's address instead of theirs. Empty: nobody is believed.",
        Example = "10.0.0.0/8,192.168.1.4")]
    public string[] TrustedProxies { get; set; } = [];

    /// <summary>How long one attempt of a call to another service may take. Seconds.</summary>
    [Setting("How long one attempt of a call to another service may take. Seconds.", Example = "3", Minimum = 0.1, Maximum = 300)]
    public double AttemptTimeoutSeconds { get; set; } = 3;

    /// <summary>How long a call to another service may take, all attempts together. Seconds.</summary>
    [Setting("How long a call to another service may take, all attempts together. Seconds.", Example = "10", Minimum = 0.1, Maximum = 600)]
    public double TotalTimeoutSeconds { get; set; } = 10;

    /// <summary>How often a failed call to another service is made again.</summary>
    [Setting("How often a failed call to another service is made again.", Example = "3", Minimum = 1, Maximum = 10)]
    public int Retries { get; set; } = 3;
}
