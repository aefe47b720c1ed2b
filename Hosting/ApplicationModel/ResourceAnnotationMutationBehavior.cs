namespace Aspire.Hosting.ApplicationModel;

/// <summary>What adding an annotation does to those of its type that are there already.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>They stay.</summary>
    Append = 0,

    /// <summary>They are removed.</summary>
    Replace = 1,
}
