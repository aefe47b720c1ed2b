using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>When an image is pulled.</summary>
public enum ImagePullPolicy
{
    /// <summary>As the container engine does by itself: when the image is missing.</summary>
    Default = 0,

    /// <summary>At every start.</summary>
    Always = 1,

    /// <summary>When the image is missing.</summary>
    Missing = 2,

    /// <summary>Never; a missing image is an error.</summary>
    Never = 3,
}

/// <summary>When the container's image is pulled.</summary>
[DebuggerDisplay("Type = {GetType().Name,nq}, ImagePullPolicy = {ImagePullPolicy}")]
public sealed class ContainerImagePullPolicyAnnotation : IResourceAnnotation
{
    /// <summary>When.</summary>
    public required ImagePullPolicy ImagePullPolicy { get; set; }
}
