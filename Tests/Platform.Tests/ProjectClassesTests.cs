using System.CodeDom.Compiler;
using System.Reflection;

namespace Platform.Tests;

/// <summary>The classes that the build makes for projects have the shape of the official ones, whoever made them.</summary>
public sealed class ProjectClassesTests
{
    private static readonly Type[] s_classes = [.. typeof(Projects.AppHost).Assembly.GetTypes().Where(type => type.Namespace == nameof(Projects))];

    [Fact]
    public void A_project_class_leads_to_its_project()
    {
        IProjectMetadata api = new Projects.Api();

        Assert.True(Path.IsPathFullyQualified(api.ProjectPath));
        Assert.Equal("Api.csproj", Path.GetFileName(api.ProjectPath));
        Assert.True(File.Exists(api.ProjectPath));
        Assert.True(api.SuppressBuild);
    }

    [Fact]
    public void The_AppHost_class_leads_to_its_folder_and_cannot_be_added_as_a_project()
    {
        Assert.True(File.Exists(Path.Combine(Projects.AppHost.ProjectPath, "AppHost.csproj")));
        Assert.Empty(typeof(Projects.AppHost).GetConstructors());
        Assert.False(typeof(IProjectMetadata).IsAssignableFrom(typeof(Projects.AppHost)));
    }

    [Fact]
    public void Programs_have_a_class_and_libraries_have_none()
    {
        Assert.All(s_classes, type => Assert.True(type is { IsPublic: true, IsClass: true } && type.IsDefined(typeof(GeneratedCodeAttribute)), type.Name));
        Assert.Contains(typeof(Projects.Api), s_classes);
        Assert.DoesNotContain(s_classes, type => type.Name is "Hosting" or "ServiceDefaults" or "Tools");
    }

    [Fact]
    public void The_AppHost_assembly_tells_where_its_project_is()
    {
        var metadata = typeof(Projects.AppHost).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().ToLookup(a => a.Key, a => a.Value, StringComparer.OrdinalIgnoreCase);

        Assert.Equal(Projects.AppHost.ProjectPath, Assert.Single(metadata["AppHostProjectPath"]));
        Assert.Equal("AppHost.csproj", Assert.Single(metadata["AppHostProjectName"]));
    }
}
