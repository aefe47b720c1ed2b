namespace Platform.AppHost.Resources;

/// <summary>The object store of this repository, which runs as a process.</summary>
internal sealed class StorageProcessResource(string name, string workingDirectory, ParameterResource secretKey)
    : ExecutableResource(name, Program.Executable, workingDirectory), IStorageServer
{
    public static BuiltProgram Program { get; } = BuiltProgram.Named("ObjectStore");

    public PublishedEndpoint Endpoint => field ??= new(this, IStorageServer.EndpointName);

    public ParameterResource SecretKey => secretKey;
}
