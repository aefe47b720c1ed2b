namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application: a program, a container, a parameter, a database.</summary>
public interface IResource
{
    /// <summary>The resource's name, unique in its application.</summary>
    string Name { get; }

    /// <summary>What is known about the resource: endpoints, environment, waits, commands.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
