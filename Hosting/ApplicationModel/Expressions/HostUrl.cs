namespace Aspire.Hosting.ApplicationModel;

/// <summary>A URL on this machine; a container sees it under the host's name in its network.</summary>
public record HostUrl(string Url) : IExpressionValue
{
    string IManifestExpressionProvider.ValueExpression => Url;

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) => ValueTask.FromResult<string?>(Url);

    ValueTask<string?> IValueProvider.GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken)
    {
        var inContainer = context.Network == KnownNetworkIdentifiers.DefaultAspireContainerNetwork || context.Caller?.IsContainerImage() is true;
        if (!inContainer || !Uri.TryCreate(Url, UriKind.Absolute, out var uri) || !(uri.IsLoopback || EndpointHostHelpers.IsLocalhostTld(uri)))
        {
            return ValueTask.FromResult<string?>(Url);
        }

        var text = new UriBuilder(uri) { Host = KnownHostNames.DefaultContainerTunnelHostName }.Uri.ToString();
        return ValueTask.FromResult<string?>(Url.EndsWith('/') ? text : text.TrimEnd('/'));
    }
}
