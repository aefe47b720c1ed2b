using Microsoft.Extensions.DependencyInjection;
using Platform.Hosting.Orchestration;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL on this machine; a container sees it under the host's name in its network.</summary>
public record HostUrl(string Url) : IExpressionValue
{
    string IManifestExpressionProvider.ValueExpression => Url;

    /// <summary>The URL if it is one of this machine.</summary>
    internal Uri? LoopbackUri =>
        Uri.TryCreate(Url, UriKind.Absolute, out var uri) && (uri.IsLoopback || EndpointHostHelpers.IsLocalhostTld(uri)) ? uri : null;

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(Url);

    ValueTask<string?> IValueProvider.GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
    {
        var inContainer = context.Network == KnownNetworkIdentifiers.DefaultAspireContainerNetwork || context.Caller?.IsContainerImage() is true;
        if (!inContainer || LoopbackUri is not { } uri)
        {
            return ValueTask.FromResult<string?>(Url);
        }

        // The tunnel has ports of its own, and has been made ready for this URL before it is read.
        var tunnel = context.ExecutionContext is { IsRunMode: true, Services: var services } ? services.GetService<ContainerTunnel>() : null;
        var text = new UriBuilder(uri) { Host = KnownHostNames.DefaultContainerTunnelHostName, Port = tunnel?.FarPort(uri.Port) ?? uri.Port }.Uri.ToString();
        return ValueTask.FromResult<string?>(Url.EndsWith('/') ? text : text.TrimEnd('/'));
    }
}
