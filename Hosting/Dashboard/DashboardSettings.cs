using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;
using Platform.Hosting.ApplicationModel;

namespace Platform.Hosting.Dashboard;

/// <summary>Addresses and keys of the dashboard. What the configuration lacks is generated and written back to it.</summary>
internal sealed record DashboardSettings
{
    /// <summary>Addresses of the pages.</summary>
    public required IReadOnlyList<Uri> FrontendUrls { get; init; }

    /// <summary>Where telemetry arrives by gRPC.</summary>
    public required Uri OtlpGrpcUrl { get; init; }

    /// <summary>Where telemetry arrives by HTTP.</summary>
    public required Uri OtlpHttpUrl { get; init; }

    /// <summary>Where the dashboard reaches this application.</summary>
    public required IPEndPoint ResourceService { get; init; }

    /// <summary>The key that the dashboard must present to this application.</summary>
    public required string ResourceServiceApiKey { get; init; }

    /// <summary>What people sign in with; null lets everybody in.</summary>
    public required string? BrowserToken { get; init; }

    /// <summary>The key that telemetry must carry; null accepts all.</summary>
    public required string? OtlpApiKey { get; init; }

    /// <summary>The key for reading telemetry back; null lets everybody.</summary>
    public required string? TelemetryApiKey { get; init; }

    /// <summary>The address that people open.</summary>
    public Uri LoginUrl => new(FrontendUrls[0], BrowserToken is null ? "/" : $"/login?t={BrowserToken}");

    /// <summary>
    /// Generates the keys that the configuration lacks. May be called again. The telemetry key is kept in the AppHost's user
    /// secrets: it stands in the environment of persistent containers, which another key in the next run would make anew.
    /// </summary>
    /// <param name="configuration">The application's.</param>
    /// <param name="secretsFile">The AppHost's user secrets; null where there are none or where they are not read.</param>
    public static void AddKeys(IConfiguration configuration, string? secretsFile = null)
    {
        SetDefault(configuration, DashboardKeys.ResourceServiceApiKey, configuration["ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY"]);
        if (!IsAnonymous(configuration))
        {
            SetDefault(configuration, DashboardKeys.BrowserToken, configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"]);
            if (SetDefault(configuration, DashboardKeys.OtlpApiKey) && secretsFile is not null)
            {
                UserSecrets.Save(secretsFile, DashboardKeys.OtlpApiKey, configuration[DashboardKeys.OtlpApiKey]!);
            }

            SetDefault(configuration, DashboardKeys.TelemetryApiKey);
        }
    }

    /// <exception cref="DistributedApplicationException">An address is none, or not on this machine.</exception>
    public static DashboardSettings Resolve(IConfiguration configuration)
    {
        AddKeys(configuration);
        var anonymous = IsAnonymous(configuration);
        var random = configuration.GetValue(DashboardKeys.RandomizePorts, defaultValue: false);
        return new()
        {
            FrontendUrls = [.. ResolveUrls(configuration, DashboardKeys.FrontendUrls, random)],
            OtlpGrpcUrl = ResolveUrls(configuration, DashboardKeys.OtlpGrpcUrl, random)[0],
            OtlpHttpUrl = ResolveUrls(configuration, DashboardKeys.OtlpHttpUrl, random)[0],
            ResourceService = ResolveResourceService(configuration, random),
            ResourceServiceApiKey = configuration[DashboardKeys.ResourceServiceApiKey]!,
            BrowserToken = anonymous ? null : configuration[DashboardKeys.BrowserToken],
            OtlpApiKey = anonymous ? null : configuration[DashboardKeys.OtlpApiKey],
            TelemetryApiKey = anonymous ? null : configuration[DashboardKeys.TelemetryApiKey],
        };
    }

    private static bool IsAnonymous(IConfiguration configuration) => configuration.GetValue(DashboardKeys.AllowAnonymous, defaultValue: false);

    private static bool SetDefault(IConfiguration configuration, string key, string? value = null)
    {
        if (!string.IsNullOrEmpty(configuration[key]))
        {
            return false;
        }

        configuration[key] = string.IsNullOrEmpty(value) ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)) : value;
        return true;
    }

    private static Uri[] ResolveUrls(IConfiguration configuration, string key, bool random)
    {
        var configured = configuration[key]?.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        if (random || configured.Length == 0)
        {
            configured = [string.Create(CultureInfo.InvariantCulture, $"http://localhost:{FindFreePort()}")];
            configuration[key] = configured[0];
        }

        return [.. configured.Select(url => ParseLocalUrl(key, url))];
    }

    private static IPEndPoint ResolveResourceService(IConfiguration configuration, bool random)
    {
        if (configuration[DashboardKeys.ResourceServiceUrl] is not { Length: > 0 } configured)
        {
            return new(IPAddress.Loopback, 0);
        }

        var url = ParseLocalUrl(DashboardKeys.ResourceServiceUrl, configured);
        return new(IPAddress.TryParse(url.DnsSafeHost, out var address) ? address : IPAddress.Loopback, random ? 0 : url.Port);
    }

    private static Uri ParseLocalUrl(string key, string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url.IsLoopback || url.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
                ? url
                : throw new DistributedApplicationException($"{key} is '{value}', which is not on this machine only. Use localhost or 127.0.0.1.")
            : throw new DistributedApplicationException($"{key} is '{value}', which is no http address. Write it like http://localhost:18888.");

    private static int FindFreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
