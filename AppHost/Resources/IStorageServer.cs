using Platform.AppHost.Processes;

namespace Platform.AppHost.Resources;

/// <summary>An S3 server, whatever its form.</summary>
internal interface IStorageServer : IResourceWithConnectionString, IResourceWithEndpoints
{
    const string EndpointName = "http";
    const string AccessKey = "platform";
    const string Bucket = "shop";
    const string Region = "us-east-1";

    /// <summary>Where clients find it.</summary>
    PublishedEndpoint Endpoint { get; }

    ParameterResource SecretKey { get; }

    /// <summary><c>http://127.0.0.1:9000</c></summary>
    ReferenceExpression Url => ReferenceExpression.Create($"http://{Endpoint.Host}:{Endpoint.Port}");

    /// <summary><c>Endpoint=http://127.0.0.1:9000;AccessKey=...;SecretKey=...;Bucket=shop;Region=us-east-1</c></summary>
    ReferenceExpression IResourceWithConnectionString.ConnectionStringExpression =>
        ReferenceExpression.Create($"Endpoint={Url};AccessKey={AccessKey};SecretKey={SecretKey};Bucket={Bucket};Region={Region}");

    /// <summary>Opens a connection for a command.</summary>
    async Task<StorageClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var secret = await SecretKey.GetValueAsync(cancellationToken);
        return new StorageClient(new Uri((await Url.GetValueAsync(cancellationToken))!), AccessKey, secret!, Region, Bucket);
    }
}
