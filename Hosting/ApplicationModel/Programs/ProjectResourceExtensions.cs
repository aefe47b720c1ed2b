using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.ApplicationModel
{
    /// <summary>Projects of a model.</summary>
    public static class ProjectResourceExtensions
    {
        /// <summary>The projects.</summary>
        public static IEnumerable<ProjectResource> GetProjectResources(this DistributedApplicationModel model) => model.Resources.OfType<ProjectResource>();

        /// <summary>The project file and its launch settings.</summary>
        public static IProjectMetadata GetProjectMetadata(this ProjectResource projectResource) => projectResource.Annotations.OfType<IProjectMetadata>().Single();
    }
}

namespace Aspire.Hosting
{
    /// <summary>Executables of a model.</summary>
    public static class ExecutableResourceExtensions
    {
        /// <summary>The executables.</summary>
        public static IEnumerable<ExecutableResource> GetExecutableResources(this DistributedApplicationModel model) => model.Resources.OfType<ExecutableResource>();
    }
}
