using System.Text.Json.Serialization.Metadata;

namespace Platform.Hosting.Dcp;

/// <summary>What every object of the engine's API has in common.</summary>
internal abstract class DcpObject
{
    public const string GroupVersion = "usvc-dev.developer.microsoft.com/v1";

    public string ApiVersion { get; set; } = GroupVersion;

    public abstract string Kind { get; }

    public ObjectMetadata Metadata { get; set; } = new();
}

/// <summary>An object with a wanted state, written by us, and an observed state, written by the engine.</summary>
internal abstract class DcpObject<TSpec, TStatus> : DcpObject
    where TSpec : new()
    where TStatus : class
{
    public TSpec Spec { get; set; } = new();

    public TStatus? Status { get; set; }
}

/// <summary>Ties a kind to its place in the API and to its generated serialization code.</summary>
internal interface IDcpKind<TSelf>
    where TSelf : DcpObject, IDcpKind<TSelf>
{
    /// <summary>The name in URLs: lower case, plural.</summary>
    static abstract string Plural { get; }

    static abstract JsonTypeInfo<TSelf> TypeInfo { get; }

    static abstract JsonTypeInfo<DcpList<TSelf>> ListTypeInfo { get; }
}

internal sealed class DcpList<T>
    where T : DcpObject
{
    public List<T> Items { get; set; } = [];
}

internal sealed class ObjectMetadata
{
    public string Name { get; set; } = "";

    public string? Uid { get; set; }

    /// <summary>Grows with every change in the whole API server.</summary>
    public string? ResourceVersion { get; set; }

    public Dictionary<string, string>? Annotations { get; set; }

    public Dictionary<string, string>? Labels { get; set; }

    public List<OwnerReference>? OwnerReferences { get; set; }

    public DateTimeOffset? CreationTimestamp { get; set; }

    /// <summary>Set once deletion was asked for; the object goes when the engine has cleaned up behind it.</summary>
    public DateTimeOffset? DeletionTimestamp { get; set; }
}

internal sealed class OwnerReference
{
    public string ApiVersion { get; set; } = DcpObject.GroupVersion;

    public string Kind { get; set; } = "";

    public string Name { get; set; } = "";

    public string Uid { get; set; } = "";

    public bool? Controller { get; set; }

    public bool? BlockOwnerDeletion { get; set; }
}
