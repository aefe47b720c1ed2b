using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.Orchestration;
using Platform.Hosting.Tests.ApplicationModel;

namespace Platform.Hosting.Tests.Orchestration;

public class StopOrderTests
{
    private readonly IDistributedApplicationBuilder _builder = Model.NewBuilder();

    [Fact]
    public void What_depends_on_a_resource_ends_before_it()
    {
        var database = _builder.AddProgram("database");
        var api = _builder.AddProgram("api").WaitFor(database);
        _builder.AddProgram("web").WithReferenceRelationship(api).WithReferenceRelationship(database);
        _builder.AddProgram("alone");

        Assert.Equal(["alone <- ", "api <- web", "database <- api web", "web <- "], Order());
    }

    [Fact]
    public void A_part_of_a_resource_stands_for_the_resource()
    {
        var server = _builder.AddProgram("server");
        var database = _builder.AddResource(new DatabaseResource("database", server.Resource));
        _builder.AddProgram("api").WaitFor(database);

        Assert.Equal(["api <- ", "server <- api"], Order());
    }

    [Fact]
    public void A_circle_is_cut_somewhere()
    {
        var (a, b, c) = (_builder.AddProgram("a"), _builder.AddProgram("b"), _builder.AddProgram("c"));
        a.WithReferenceRelationship(b);
        b.WithReferenceRelationship(c);
        c.WithReferenceRelationship(a);

        Assert.Equal(["a <- ", "b <- a", "c <- b"], Order());
    }

    private IEnumerable<string> Order() => StopOrder.Dependents(_builder.Resources.OfType<ExecutableResource>())
        .Select(pair => $"{pair.Key.Name} <- {string.Join(' ', pair.Value.Select(r => r.Name).Order())}").Order();
}
