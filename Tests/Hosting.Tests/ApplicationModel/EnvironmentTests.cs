using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class EnvironmentTests
{
    private readonly IDistributedApplicationBuilder _builder = Model.NewBuilder();

    [Fact]
    public async Task Variables_come_from_texts_values_and_callbacks()
    {
        var parameter = _builder.AddParameter("p", "v");
        var site = _builder.AddProgram("site").WithHttpEndpoint().Allocate("http", 80);
        var api = _builder.AddProgram("api")
            .WithEnvironment("TEXT", "text")
            .WithEnvironment("NULL", (string?)null)
            .WithEnvironment("LATE", () => "late")
            .WithEnvironment("PARAMETER", parameter)
            .WithEnvironment("EXPRESSION", $"<{parameter}>")
            .WithEnvironment("ENDPOINT", site.GetEndpoint("http"))
            .WithEnvironment("PORT", site.GetEndpoint("http").Property(EndpointProperty.Port))
            .WithEnvironment("CONNECTION", _builder.AddResource(new ServerResource("db")))
            .WithEnvironment(context => context.EnvironmentVariables["NUMBER"] = 1.5)
            .WithEnvironment(async context =>
            {
                await Task.Yield();
                context.EnvironmentVariables["NAME"] = context.Resource.Name;
            });

        Assert.Equal(
            [
                ("CONNECTION", "Host=db"), ("ENDPOINT", "http://localhost:80"), ("EXPRESSION", "<v>"), ("LATE", "late"), ("NAME", "api"),
                ("NULL", ""), ("NUMBER", "1.5"), ("PARAMETER", "v"), ("PORT", "80"), ("TEXT", "text"),
            ],
            (await api.EnvironmentAsync()).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => (v.Key, v.Value)));
    }

    [Fact]
    public async Task The_last_one_who_sets_a_variable_wins_and_may_remove_others()
    {
        var api = _builder.AddProgram("api")
            .WithEnvironment("A", "1")
            .WithEnvironment("B", "1")
            .WithEnvironment("A", "2")
            .WithEnvironment(context => context.EnvironmentVariables.Remove("B"));

        Assert.Equal(["A=2"], (await api.EnvironmentAsync()).Select(v => $"{v.Key}={v.Value}"));
    }

    [Fact]
    public async Task A_value_that_is_missing_leaves_its_variable_out()
    {
        var api = _builder.AddProgram("api").WithEnvironment("A", new Text(null)).WithEnvironment("B", new Text(""));

        Assert.Equal(["B="], (await api.EnvironmentAsync()).Select(v => $"{v.Key}={v.Value}"));
    }

    [Fact]
    public async Task A_missing_parameter_is_an_error_that_names_variable_resource_and_key()
    {
        var api = _builder.AddProgram("api").WithEnvironment("TOKEN", _builder.AddParameter("api-token", secret: true));

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => api.EnvironmentAsync());

        Assert.Contains("'TOKEN'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'api'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'Parameters__api-token'", exception.Message, StringComparison.Ordinal);
        Assert.IsType<MissingParameterValueException>(exception.InnerException);
    }

    [Fact]
    public async Task A_value_of_an_unknown_kind_is_an_error()
    {
        var api = _builder.AddProgram("api").WithEnvironment(context => context.EnvironmentVariables["A"] = new object());

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => api.EnvironmentAsync());

        Assert.Contains("'A'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callbacks_learn_what_is_done_with_the_model()
    {
        var seen = new List<bool>();
        await _builder.AddProgram("api").WithEnvironment(context => seen.Add(context.ExecutionContext.IsRunMode)).EnvironmentAsync();

        Assert.Equal([true], seen);
    }

    [Fact]
    public async Task Arguments_keep_their_order_and_leave_out_what_is_missing()
    {
        var parameter = _builder.AddParameter("p", "v");
        var tool = _builder.AddExecutable("tool", "tool", ".", "a b", "")
            .WithArgs("--x", parameter, new Text(null), 3)
            .WithArgs(context => context.Args.Insert(0, "first"))
            .WithArgs(async context =>
            {
                await Task.Yield();
                context.Args.Add(ReferenceExpression.Create($"<{parameter}>"));
            });

        Assert.Equal(["first", "a b", "", "--x", "v", "3", "<v>"], await tool.ArgumentsAsync());
    }

    [Fact]
    public async Task Arguments_with_a_secret_in_them_are_marked()
    {
        var (open, secret) = (_builder.AddParameter("open", "1"), _builder.AddParameter("closed", "2", secret: true));
        var tool = _builder.AddProgram("tool").WithArgs("a", open, secret, ReferenceExpression.Create($"{ReferenceExpression.Create($"-{secret}")}"));

        Assert.Equal([("a", false), ("1", false), ("2", true), ("-2", true)], (await tool.ConfigurationAsync()).Arguments);
    }

    [Fact]
    public void What_a_variable_refers_to_is_shown_as_a_relationship_once()
    {
        var parameter = _builder.AddParameter("p", "v");
        var api = _builder.AddProgram("api").WithHttpEndpoint();
        api.WithEnvironment("A", parameter).WithEnvironment("B", $"{parameter}{api.GetEndpoint("http")}");

        Assert.Equal([("p", "Reference")], api.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => (r.Resource.Name, r.Type)));
    }
}
