using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class ReferenceTests
{
    [Fact]
    public async Task A_connection_string_reaches_the_program_under_the_name_of_its_resource()
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("shop-db"));

        var environment = await builder.AddProgram("api").WithReference(server).EnvironmentAsync();

        Assert.Equal("Host=db", environment["ConnectionStrings__shop-db"]);
    }

    [Fact]
    public async Task A_connection_name_of_the_callers_choice_is_used()
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("db") { ConnectionProperties = { ["Host"] = ReferenceExpression.Create($"h") } });

        var environment = await builder.AddProgram("api").WithReference(server, connectionName: "main-db").EnvironmentAsync();

        Assert.Equal("Host=db", environment["ConnectionStrings__main-db"]);
        Assert.Equal("h", environment["MAIN_DB_HOST"]);
    }

    [Fact]
    public async Task The_parts_of_a_connection_come_as_variables_of_their_own()
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("db") { ConnectionProperties = { ["Host"] = ReferenceExpression.Create($"h"), ["Port"] = ReferenceExpression.Create($"1") } })
            .WithConnectionProperty("Port", "2")
            .WithConnectionProperty("Zone", ReferenceExpression.Create($"z"));

        var environment = await builder.AddProgram("api").WithReference(server).EnvironmentAsync();

        Assert.Equal(("h", "2", "z"), (environment["DB_HOST"], environment["DB_PORT"], environment["DB_ZONE"]));
    }

    [Theory]
    [InlineData(ReferenceEnvironmentInjectionFlags.ConnectionString, true, false)]
    [InlineData(ReferenceEnvironmentInjectionFlags.ConnectionProperties, false, true)]
    [InlineData(ReferenceEnvironmentInjectionFlags.None, false, false)]
    public async Task What_is_injected_can_be_chosen(ReferenceEnvironmentInjectionFlags flags, bool connectionString, bool properties)
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("db") { ConnectionProperties = { ["Host"] = ReferenceExpression.Create($"h") } });

        var environment = await builder.AddProgram("api").WithReferenceEnvironment(flags).WithReference(server).EnvironmentAsync();

        Assert.Equal((connectionString, properties), (environment.ContainsKey("ConnectionStrings__db"), environment.ContainsKey("DB_HOST")));
    }

    [Fact]
    public async Task A_missing_connection_string_is_an_error_that_names_it()
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("db", null));
        var api = builder.AddProgram("api").WithReference(server);

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => api.EnvironmentAsync());

        Assert.Contains("'ConnectionStrings__db'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'api'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_optional_connection_string_is_left_out()
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("db", null));

        Assert.DoesNotContain("ConnectionStrings__db", await builder.AddProgram("api").WithReference(server, optional: true).EnvironmentAsync());
    }

    [Fact]
    public async Task A_connection_string_comes_from_the_configuration()
    {
        var builder = Model.NewBuilder("--ConnectionStrings:db=Host=elsewhere");
        var db = builder.AddConnectionString("db");

        var environment = await builder.AddProgram("api").WithReference(db).EnvironmentAsync();

        Assert.Equal("Host=elsewhere", environment["ConnectionStrings__db"]);
        Assert.Equal("Host=elsewhere", await db.Resource.GetConnectionStringAsync());
        Assert.True(Assert.IsType<ParameterResource>(db.Resource, exactMatch: false).Secret);
    }

    [Fact]
    public async Task A_connection_string_may_have_a_variable_of_its_own()
    {
        var builder = Model.NewBuilder("--ConnectionStrings:db=x");

        var environment = await builder.AddProgram("api").WithReference(builder.AddConnectionString("db", "DB_URL")).EnvironmentAsync();

        Assert.Equal("x", environment["DB_URL"]);
        Assert.DoesNotContain("ConnectionStrings__db", environment);
    }

    [Fact]
    public async Task A_connection_string_that_the_configuration_lacks_is_an_error_that_says_where_to_set_it()
    {
        var builder = Model.NewBuilder();
        var api = builder.AddProgram("api").WithReference(builder.AddConnectionString("db"));

        var exception = await Assert.ThrowsAsync<DistributedApplicationException>(() => api.EnvironmentAsync());

        Assert.IsType<MissingParameterValueException>(exception.InnerException);
        Assert.Contains("ConnectionStrings__db", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_string_can_be_put_together_and_redirected()
    {
        var builder = Model.NewBuilder();
        var server = builder.AddResource(new ServerResource("server"));
        var db = builder.AddConnectionString("db", ReferenceExpression.Create($"{server};Database=db"));
        var copy = builder.AddConnectionString("copy", expression => expression.Append($"{db};Timeout=1"));
        var other = builder.AddResource(new ServerResource("other", "Host=other"));

        Assert.Equal("Host=db;Database=db;Timeout=1", await ((IResourceWithConnectionString)copy.Resource).GetConnectionStringAsync());
        copy.WithConnectionStringRedirection(other.Resource);
        Assert.Equal("Host=other", await ((IResourceWithConnectionString)copy.Resource).GetConnectionStringAsync());
        Assert.Equal(["server"], db.Resource.Annotations.OfType<WaitAnnotation>().Select(w => w.Resource.Name));
    }
}
