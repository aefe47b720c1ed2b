using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Containers whose image is built at their start.</summary>
public static partial class ContainerResourceBuilderExtensions
{
    /// <summary>Adds a container whose image is built from a Dockerfile.</summary>
    /// <param name="builder">The application.</param>
    /// <param name="name">The resource's name.</param>
    /// <param name="contextPath">The folder whose files the build may use, relative to the AppHost's folder.</param>
    /// <param name="dockerfilePath">The Dockerfile, relative to the context; <c>Dockerfile</c> when null.</param>
    /// <param name="stage">The stage that is built; the last one when null.</param>
    public static IResourceBuilder<ContainerResource> AddDockerfile(this IDistributedApplicationBuilder builder, [ResourceName] string name, string contextPath, string? dockerfilePath = null, string? stage = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddResource(new ContainerResource(name)).WithDockerfile(contextPath, dockerfilePath, stage);
    }

    /// <summary>Has the container's image built from a Dockerfile.</summary>
    public static IResourceBuilder<T> WithDockerfile<T>(this IResourceBuilder<T> builder, string contextPath, string? dockerfilePath = null, string? stage = null) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(contextPath);
        var context = Path.GetFullPath(contextPath, builder.ApplicationBuilder.AppHostDirectory).TrimEnd(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar);
        var build = new DockerfileBuildAnnotation(context, Path.GetFullPath(dockerfilePath ?? "Dockerfile", context), stage);

        // The same from run to run, so that each build takes the place of the one before.
        var name = builder.Resource.Name.ToLowerInvariant();
        var tag = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(builder.ApplicationBuilder.AppHostDirectory)))[..12];
        if (builder.Resource.HasAnnotationOfType<ContainerImageAnnotation>())
        {
            (build.ImageName, build.ImageTag) = (name, tag);
        }
        else
        {
            builder.WithAnnotation(new ContainerImageAnnotation { Image = name, Tag = tag });
        }

        return builder.WithAnnotation(build, ResourceAnnotationMutationBehavior.Replace);
    }

    /// <summary>Gives the build an argument.</summary>
    /// <exception cref="InvalidOperationException">The image is not built.</exception>
    public static IResourceBuilder<T> WithBuildArg<T>(this IResourceBuilder<T> builder, string name, object? value) where T : ContainerResource
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Build(builder).BuildArguments[name] = value;
        return builder;
    }

    /// <summary>Gives the build a parameter as an argument.</summary>
    /// <exception cref="InvalidOperationException">The image is not built, or the parameter is secret.</exception>
    public static IResourceBuilder<T> WithBuildArg<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> value) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Resource.Secret
            ? throw new InvalidOperationException($"The parameter '{value.Resource.Name}' is secret, and build arguments stay readable in the image. Use {nameof(WithBuildSecret)}.")
            : builder.WithBuildArg(name, (object)value.Resource);
    }

    /// <summary>Gives the build a secret, which does not stay in the image: <c>RUN --mount=type=secret,id=name</c>.</summary>
    /// <exception cref="InvalidOperationException">The image is not built.</exception>
    public static IResourceBuilder<T> WithBuildSecret<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> value) where T : ContainerResource
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        Build(builder).BuildSecrets[name] = value.Resource;
        return builder;
    }

    private static DockerfileBuildAnnotation Build<T>(IResourceBuilder<T> builder) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Resource.Annotations.OfType<DockerfileBuildAnnotation>().LastOrDefault()
            ?? throw new InvalidOperationException($"The image of resource '{builder.Resource.Name}' is not built. Call {nameof(WithDockerfile)} first.");
    }
}
