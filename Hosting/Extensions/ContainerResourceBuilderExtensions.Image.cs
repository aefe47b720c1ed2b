using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>The image that a container is made of.</summary>
public static partial class ContainerResourceBuilderExtensions
{
    private const string DigestPrefix = "sha256:";

    /// <summary>Changes the image: <c>name</c>, <c>name:tag</c>, <c>registry/name:tag</c> or <c>name@sha256:digest</c>.</summary>
    /// <exception cref="InvalidOperationException">Both the image and <paramref name="tag"/> name a tag.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The image has a digest and a tag is given, or a digest other than SHA-256.</exception>
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, string image, string? tag = null) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(image);
        var (name, ownTag, digest) = Parse(image);
        if (tag is not null && ownTag is not null)
        {
            throw new InvalidOperationException($"Ambiguous tags: the image '{image}' has one, and '{tag}' was given. Give one of them.");
        }

        if (tag is not null && digest is not null)
        {
            throw new ArgumentOutOfRangeException(nameof(tag), tag, $"The image '{image}' has a digest. A tag has no meaning beside it.");
        }

        if (digest?.StartsWith(DigestPrefix, StringComparison.Ordinal) is false)
        {
            throw new ArgumentOutOfRangeException(nameof(image), image, $"The digest does not begin with '{DigestPrefix}'.");
        }

        var annotation = builder.Resource.Annotations.OfType<ContainerImageAnnotation>().LastOrDefault();
        if (annotation is null)
        {
            annotation = new ContainerImageAnnotation { Image = name };
            builder.WithAnnotation(annotation);
        }

        annotation.Image = name;
        if (digest is not null)
        {
            annotation.SHA256 = digest[DigestPrefix.Length..];
        }
        else
        {
            annotation.Tag = ownTag ?? tag ?? "latest";
        }

        if (builder.Resource.TryGetLastAnnotation<DockerfileBuildAnnotation>(out var build))
        {
            (build.ImageName, build.ImageTag) = (null, null); // the name that was asked for takes the place of the chosen one
        }

        return builder;
    }

    /// <summary>Changes the image's tag.</summary>
    public static IResourceBuilder<T> WithImageTag<T>(this IResourceBuilder<T> builder, string tag) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(tag);
        Image(builder).Tag = tag;
        if (builder.Resource.TryGetLastAnnotation<DockerfileBuildAnnotation>(out var build) && !string.IsNullOrEmpty(build.ImageTag))
        {
            build.ImageTag = tag;
        }

        return builder;
    }

    /// <summary>Pins the image by its SHA-256 digest, in place of a tag.</summary>
    public static IResourceBuilder<T> WithImageSHA256<T>(this IResourceBuilder<T> builder, string sha256) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(sha256);
        Image(builder).SHA256 = sha256;
        return builder;
    }

    /// <summary>Changes the image's registry: a host, with the path below which a mirror keeps the images if it has one.</summary>
    public static IResourceBuilder<T> WithImageRegistry<T>(this IResourceBuilder<T> builder, string? registry) where T : ContainerResource
    {
        Image(builder).Registry = registry;
        return builder;
    }

    /// <summary>Says when the image is pulled.</summary>
    public static IResourceBuilder<T> WithImagePullPolicy<T>(this IResourceBuilder<T> builder, ImagePullPolicy pullPolicy) where T : ContainerResource =>
        builder.WithAnnotation(new ContainerImagePullPolicyAnnotation { ImagePullPolicy = pullPolicy }, ResourceAnnotationMutationBehavior.Replace);

    // "registry:5000/postgres:17.4@sha256:0123": the tag is behind the last colon that comes after the last slash.
    private static (string Name, string? Tag, string? Digest) Parse(string image)
    {
        string? digest = null;
        if (image.IndexOf('@', StringComparison.Ordinal) is >= 0 and var at)
        {
            (image, digest) = (image[..at], image[(at + 1)..]);
        }

        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/') ? (image[..colon], image[(colon + 1)..], digest) : (image, null, digest);
    }

    private static ContainerImageAnnotation Image<T>(IResourceBuilder<T> builder) where T : ContainerResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Resource.Annotations.OfType<ContainerImageAnnotation>().LastOrDefault()
            ?? throw new InvalidOperationException($"The resource '{builder.Resource.Name}' has no container image. Call WithImage first.");
    }
}
