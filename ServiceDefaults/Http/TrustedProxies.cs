using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.ServiceDefaults.Configuration;
using IPNetwork = System.Net.IPNetwork;

namespace Platform.ServiceDefaults.Http;

/// <summary>Proxies whose word about the caller's address and scheme is taken; anybody else could claim to be anybody.</summary>
internal static class TrustedProxies
{
    public static void AddTrustedProxies(this IHostApplicationBuilder builder, string[] proxies)
    {
        List<IPNetwork> networks = [];
        foreach (var proxy in proxies)
        {
            if (Parse(proxy) is { } network)
            {
                networks.Add(network);
            }
            else
            {
                builder.AddSettingProblem(new("Http__TrustedProxies", $"has '{proxy}'; it must be an address or a network in CIDR notation", "10.0.0.0/8,192.168.1.4"));
            }
        }

        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;

            // As many as there are in a row; the first that is not trusted ends it.
            options.ForwardLimit = null;
            options.KnownProxies.Clear();
            options.KnownIPNetworks.Clear();
            networks.ForEach(options.KnownIPNetworks.Add);
        });
    }

    private static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
