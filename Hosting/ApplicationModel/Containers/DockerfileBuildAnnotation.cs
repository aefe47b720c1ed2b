namespace Aspire.Hosting.ApplicationModel;

/// <summary>The container's image is built from a Dockerfile.</summary>
public class DockerfileBuildAnnotation(string contextPath, string dockerfilePath, string? stage) : IResourceAnnotation
{
    /// <summary>The folder whose files the build may use.</summary>
    public string ContextPath { get; } = contextPath;

    /// <summary>The Dockerfile.</summary>
    public string DockerfilePath { get; } = dockerfilePath;

    /// <summary>The stage that is built; the last one when null.</summary>
    public string? Stage { get; } = stage;

    /// <summary>Build arguments: texts and values that are known at start.</summary>
    public Dictionary<string, object?> BuildArguments { get; } = [];

    /// <summary>Build secrets: parameters and files.</summary>
    public Dictionary<string, object> BuildSecrets { get; } = [];

    /// <summary>The built image's name.</summary>
    public string? ImageName { get; set; }

    /// <summary>The built image's tag.</summary>
    public string? ImageTag { get; set; }

    /// <summary>Whether the image has an entry point of its own.</summary>
    public bool HasEntrypoint { get; set; } = true;
}
