using Aspire.Hosting.ApplicationModel;
using Platform.Hosting;

namespace Aspire.Hosting;

/// <summary>A service that runs elsewhere.</summary>
public sealed class ExternalServiceResource : Resource
{
    /// <exception cref="ArgumentException">The URL is not absolute, or has a query string or a fragment.</exception>
    public ExternalServiceResource(string name, Uri uri) : base(name)
    {
        ArgumentNullException.ThrowIfNull(uri);
        Uri = ServiceUrl.Problem(uri) is { } problem
            ? throw new ArgumentException($"The URL '{uri}' of the external service '{name}' is invalid: {problem}", nameof(uri))
            : uri;
    }

    /// <summary>At a URL that is known only when the application runs.</summary>
    public ExternalServiceResource(string name, ParameterResource urlParameter) : base(name)
    {
        ArgumentNullException.ThrowIfNull(urlParameter);
        UrlParameter = urlParameter;
    }

    /// <summary>Its URL; null when a parameter has it.</summary>
    public Uri? Uri { get; }

    /// <summary>The parameter that has its URL; null when it is known.</summary>
    public ParameterResource? UrlParameter { get; }

    internal async ValueTask<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        if (Uri is not null)
        {
            return Uri;
        }

        var text = await UrlParameter!.GetValueAsync(cancellationToken).ConfigureAwait(false);
        return ServiceUrl.TryParse(text, out var url, out var problem)
            ? url
            : throw new DistributedApplicationException($"The parameter '{UrlParameter.Name}' has the value '{text}', which is not the URL of the external service '{Name}': {problem}");
    }
}
