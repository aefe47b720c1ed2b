using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class WaitTests
{
    private readonly IDistributedApplicationBuilder _builder = Model.NewBuilder();

    [Fact]
    public void Each_kind_of_wait_is_noted_with_its_behavior()
    {
        var (a, b, c) = (_builder.AddProgram("a"), _builder.AddProgram("b"), _builder.AddProgram("c"));
        var api = _builder.AddProgram("api").WaitFor(a).WaitForStart(b, WaitBehavior.WaitOnResourceUnavailable).WaitForCompletion(c, exitCode: 3);

        Assert.Equal(
            [
                (a.Resource, WaitType.WaitUntilHealthy, 0, null),
                (b.Resource, WaitType.WaitUntilStarted, 0, WaitBehavior.WaitOnResourceUnavailable),
                (c.Resource, WaitType.WaitForCompletion, 3, null),
            ],
            api.Resource.Annotations.OfType<WaitAnnotation>().Select(w => ((ExecutableResource)w.Resource, w.WaitType, w.ExitCode, w.WaitBehavior)));
        Assert.Equal(["a", "b", "c"], api.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Where(r => r.Type == "WaitFor").Select(r => r.Resource.Name));
    }

    [Fact]
    public void A_resource_cannot_wait_for_itself()
    {
        var api = _builder.AddProgram("api");

        Assert.All<Action>(
            [() => api.WaitFor(api), () => api.WaitForStart(api), () => api.WaitForCompletion(api)],
            wait => Assert.Contains("'api' resource cannot wait for itself", Assert.Throws<DistributedApplicationException>(wait).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_part_cannot_wait_for_what_it_is_a_part_of()
    {
        var server = _builder.AddResource(new ServerResource("server"));
        var database = _builder.AddResource(new DatabaseResource("database", server.Resource));
        var schema = _builder.AddResource(new DatabaseResource("schema", database.Resource));

        Assert.Throws<DistributedApplicationException>(() => database.WaitFor(server));
        Assert.Throws<DistributedApplicationException>(() => schema.WaitForCompletion(server));
    }

    [Fact]
    public void Waiting_for_a_part_is_waiting_for_the_whole_as_well()
    {
        var server = _builder.AddResource(new ServerResource("server"));
        var database = _builder.AddResource(new DatabaseResource("database", server.Resource));
        var api = _builder.AddProgram("api").WaitFor(database);

        Assert.Equal(["server", "database"], api.Resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name));
        Assert.Equal(["database"], api.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => r.Resource.Name));
    }

    [Fact]
    public void Relationships_are_noted_once()
    {
        var parent = _builder.AddProgram("parent");
        var child = _builder.AddProgram("child").WithParentRelationship(parent).WithParentRelationship(parent.Resource).WithRelationship(parent, "Uses");
        parent.WithChildRelationship(child).WithChildRelationship(_builder.AddProgram("other"));

        Assert.Equal([("parent", "Parent"), ("parent", "Uses")], child.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => (r.Resource.Name, r.Type)));
        Assert.Empty(parent.Resource.Annotations.OfType<ResourceRelationshipAnnotation>());
    }
}
