using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class AnnotationTests
{
    [Fact]
    public void An_annotation_is_added_or_replaces_the_others_of_its_type()
    {
        var api = Model.NewBuilder().AddProgram("api").WithIconName("A").WithIconName("B", IconVariant.Regular).WithExplicitStart().WithExplicitStart();

        var icon = Assert.Single(api.Resource.Annotations.OfType<ResourceIconAnnotation>());
        Assert.Equal(("B", IconVariant.Regular), (icon.IconName, icon.IconVariant));
        Assert.Single(api.Resource.Annotations.OfType<ExplicitStartupAnnotation>());
    }

    [Fact]
    public void Annotations_may_be_added_while_they_are_read()
    {
        var annotations = Model.NewBuilder().AddProgram("api").WithEnvironment("A", "1").Resource.Annotations;
        var count = annotations.Count;

        foreach (var annotation in annotations)
        {
            annotations.Add(new EnvironmentCallbackAnnotation("B", () => "2"));
        }

        Assert.Equal(count * 2, annotations.Count);
    }

    [Fact]
    public async Task Annotations_added_by_many_threads_are_all_there()
    {
        var annotations = Model.NewBuilder().AddProgram("api").Resource.Annotations;
        var count = annotations.Count;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => annotations.Add(new EnvironmentCallbackAnnotation("B", () => "2")))));

        Assert.Equal(count + 200, annotations.Count);
    }

    [Fact]
    public void Annotations_of_ancestors_are_found_after_the_resources_own()
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("server")).WithHealthCheck("s");
        var database = builder.AddResource(new DatabaseResource("database", server.Resource)).WithHealthCheck("d");

        Assert.True(database.Resource.TryGetAnnotationsIncludingAncestorsOfType<HealthCheckAnnotation>(out var checks));
        Assert.Equal(["d", "s"], checks.Select(c => c.Key));
        Assert.False(database.Resource.TryGetAnnotationsOfType<WaitAnnotation>(out _));
        Assert.Throws<DistributedApplicationException>(() => database.WithHealthCheck("d"));
    }
}
