using Platform.AppHost.Processes;

namespace Platform.AppHost.Resources;

/// <summary>The object store of this repository, which runs as a process.</summary>
internal sealed class StorageProcessResource(string name, string workingDirectory, ParameterResource secretKey)
    : ExecutableResource(name, Program.Executable, workingDirectory), IResourceWithConnectionString
{
    public const string EndpointName = "http";
    public const string AccessKey = "platform";
    public const string Bucket = "shop";
    public const string Region = "us-east-1";

    public static BuiltProgram Program { get; } = BuiltProgram.Named("ObjectStore");

    public ParameterResource SecretKey => secretKey;

    public EndpointReference Endpoint => field ??= new EndpointReference(this, EndpointName);

    /// <summary><c>http://127.0.0.1:9000</c></summary>
    public ReferenceExpression EndpointExpression => ReferenceExpression.Create(
        $"http://{Endpoint.Property(EndpointProperty.IPV4Host)}:{Endpoint.Property(EndpointProperty.Port)}");

    /// <summary><c>Endpoint=http://127.0.0.1:9000;AccessKey=...;SecretKey=...;Bucket=shop;Region=us-east-1</c></summary>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Endpoint={EndpointExpression};AccessKey={AccessKey};SecretKey={secretKey};Bucket={Bucket};Region={Region}");

    public async Task<StorageClient> ConnectAsync(CancellationToken cancellationToken)
    {
        var endpoint = await EndpointExpression.GetValueAsync(cancellationToken);
        var secret = await secretKey.GetValueAsync(cancellationToken);
        return new StorageClient(new Uri(endpoint!), AccessKey, secret!, Region, Bucket);
    }
}
