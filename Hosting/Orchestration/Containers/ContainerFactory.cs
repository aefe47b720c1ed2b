using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Dcp;

namespace Platform.Hosting.Orchestration;

/// <summary>Makes the engine's description of a container.</summary>
internal sealed class ContainerFactory(DistributedApplicationExecutionContext executionContext)
{
    /// <summary>The container's name in Docker or Podman.</summary>
    public static string NameOf(ProgramInstance instance) =>
        instance.Resource.TryGetLastAnnotation<ContainerNameAnnotation>(out var name) ? name.Name : instance.Id;

    public async Task<Container> CreateAsync(ProgramInstance instance, ExecutionConfiguration configuration, CancellationToken cancellationToken)
    {
        var resource = instance.Resource;
        if (!resource.TryGetContainerImageName(out var image))
        {
            throw new DistributedApplicationException($"The container '{resource.Name}' has no image. Call WithImage or WithDockerfile.");
        }

        instance.ArgumentIsSecret = [.. configuration.Arguments.Select(a => a.IsSecret)];
        var container = new Container
        {
            Metadata = new() { Annotations = ServiceProducers.Of(resource) },
            Spec = new()
            {
                Image = image,
                Build = await ContainerBuild.CreateAsync(resource, executionContext, cancellationToken).ConfigureAwait(false),
                ContainerName = NameOf(instance),
                Command = (resource as ContainerResource)?.Entrypoint,
                Args = Arguments(resource, configuration),
                Env = TelemetryIdentity.Environment(instance, configuration),
                Ports = Ports(resource),
                VolumeMounts = Mounts(resource),
                Networks = [ContainerNetworks.Connection(resource)],
                RunArgs = [.. configuration.RuntimeArguments],
                PullPolicy = PullPolicy(resource),
                CreateFiles = await ContainerFileTree.CreateAsync(resource, executionContext.Services, cancellationToken).ConfigureAwait(false),
            },
        };
        if (resource.IsPersistent())
        {
            container.Spec.Persistent = true;
            container.Spec.LifecycleKey = ContainerDefinition.Key(container.Spec);
        }

        return container;
    }

    private static List<string> Arguments(IResource resource, ExecutionConfiguration configuration)
    {
        var arguments = configuration.Arguments.Select(a => a.Value);
#pragma warning disable ASPIRECONTAINERSHELLEXECUTION001
        return resource is ContainerResource { ShellExecution: true } ? ["-c", string.Join(' ', arguments)] : [.. arguments];
#pragma warning restore ASPIRECONTAINERSHELLEXECUTION001
    }

    /// <summary>Published on the loopback address of this machine, which is the engine's default, unless another one is asked for.</summary>
    private static List<ContainerPort> Ports(IResource resource) =>
    [
        .. resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => new ContainerPort
        {
            Port = endpoint.TargetPort!.Value,
            HostPort = EndpointAllocator.IsProxied(resource, endpoint) ? null : endpoint.AllocatedEndpoint!.Port,
            HostIp = EndpointHostHelpers.IsLocalhostOrLocalhostTld(endpoint.TargetHost) ? null : endpoint.TargetHost,
            Protocol = endpoint.Protocol is ProtocolType.Udp ? PortProtocol.Udp : PortProtocol.Tcp,
        }),
    ];

    private static List<VolumeMount> Mounts(IResource resource) =>
    [
        .. resource.Annotations.OfType<ContainerMountAnnotation>().Select(mount => new VolumeMount
        {
            Type = mount.Type is ContainerMountType.BindMount ? VolumeMount.Bind : VolumeMount.Volume,
            Source = mount.Source ?? "",
            Target = mount.Target,
            ReadOnly = mount.IsReadOnly ? true : null,
        }),
    ];

    private static string? PullPolicy(IResource resource) =>
        !resource.TryGetLastAnnotation<ContainerImagePullPolicyAnnotation>(out var policy) ? null : policy.ImagePullPolicy switch
        {
            ImagePullPolicy.Default => null,
            ImagePullPolicy.Always => "always",
            ImagePullPolicy.Missing => "missing",
            ImagePullPolicy.Never => "never",
            _ => throw new DistributedApplicationException($"The pull policy '{policy.ImagePullPolicy}' of container '{resource.Name}' is not known."),
        };
}
