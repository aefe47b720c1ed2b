using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A .NET project of the application.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>Path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>The project's launch settings, when they do not come from its folder.</summary>
    LaunchSettings? LaunchSettings => null;

    /// <summary>Whether the project has been built already.</summary>
    bool SuppressBuild => false;

    /// <summary>Whether it is a single C# file.</summary>
    bool IsFileBasedApp => string.Equals(Path.GetExtension(ProjectPath), ".cs", StringComparison.OrdinalIgnoreCase);
}
