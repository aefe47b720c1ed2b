using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class ExpressionTests
{
    private readonly IDistributedApplicationBuilder _builder = Model.NewBuilder();

    [Fact]
    public async Task Values_are_filled_in_when_the_expression_is_read()
    {
        var user = _builder.AddParameter("user", "ann");
        var expression = ReferenceExpression.Create($"user={user};again={user}");

        Assert.Equal("user=ann;again=ann", await expression.ValueAsync());
        Assert.Equal("user={user.value};again={user.value}", expression.ValueExpression);
        Assert.Equal("user={0};again={1}", expression.Format);
    }

    [Fact]
    public async Task Braces_in_literals_and_texts_stay_braces()
    {
        var text = """{"a":"{0}"}""";
        var parameter = _builder.AddParameter("p", "{v}");

        Assert.Equal(text, await ReferenceExpression.Create($"{text}").ValueAsync());
        Assert.Equal("{{x}}{v}" + text, await ReferenceExpression.Create($"{{{{x}}}}{parameter}{text}").ValueAsync());
        Assert.Equal("{x}", await ReferenceExpression.Create($"{{x}}").ValueAsync());
    }

    [Fact]
    public async Task An_expression_can_be_part_of_another_one()
    {
        var inner = ReferenceExpression.Create($"{_builder.AddParameter("a", "1")}-{{}}");
        var outer = ReferenceExpression.Create($"<{inner}|{inner}>");

        Assert.Equal("<1-{}|1-{}>", await outer.ValueAsync());
    }

    [Fact]
    public async Task A_value_can_be_escaped_for_a_url()
    {
        var password = _builder.AddParameter("password", "a b/ä@");
        var literal = "x&y";

        Assert.Equal("a%20b%2F%C3%A4%40:x%26y", await ReferenceExpression.Create($"{password:uri}:{literal:uri}").ValueAsync());
    }

    [Fact]
    public async Task An_unknown_format_is_an_error()
    {
        var expression = ReferenceExpression.Create($"{_builder.AddParameter("p", "v"):base64}");

        var exception = await Assert.ThrowsAsync<FormatException>(async () => await expression.ValueAsync());

        Assert.Contains("'base64'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_with_a_missing_part_has_no_value() =>
        Assert.Null(await ReferenceExpression.Create($"a={new Text(null)}").ValueAsync());

    [Theory]
    [InlineData("True", "tls")]
    [InlineData("true", "tls")]
    [InlineData("False", "plain")]
    [InlineData(null, "plain")]
    public async Task A_condition_chooses_between_two_expressions(string? actual, string expected)
    {
        var expression = ReferenceExpression.CreateConditional(new Text(actual), bool.TrueString, ReferenceExpression.Create($"tls"), ReferenceExpression.Create($"plain"));

        Assert.Equal(expected, await expression.ValueAsync());
        Assert.True(expression.IsConditional);
    }

    [Fact]
    public async Task Conditions_can_be_nested_and_tell_everything_they_refer_to()
    {
        var (a, b, c) = (_builder.AddParameter("a", "1"), _builder.AddParameter("b", "2"), _builder.AddParameter("c", "3"));
        var inner = ReferenceExpression.CreateConditional(new Text("no"), "yes", ReferenceExpression.Create($"{a}"), ReferenceExpression.Create($"{b}"));
        var outer = ReferenceExpression.CreateConditional(c.Resource, "3", ReferenceExpression.Create($"[{inner}]"), ReferenceExpression.Create($"-"));

        Assert.Equal("[2]", await outer.ValueAsync());
        var api = _builder.AddProgram("api").WithEnvironment("E", outer);
        Assert.Equal("[2]", (await api.EnvironmentAsync())["E"]);
        Assert.Equal(["a", "b", "c"], api.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(r => r.Resource.Name).Order());
    }

    [Fact]
    public async Task An_expression_can_be_built_step_by_step()
    {
        var expression = new ReferenceExpressionBuilder();
        Assert.True(expression.IsEmpty);
        expression.AppendLiteral("a{");
        expression.Append($"{_builder.AddParameter("p", "v")}-{"text"}");
        expression.AppendFormatted((string?)null);
        expression.AppendValueProvider(_builder.AddParameter("q", "w"));

        Assert.Equal("a{v-textw", await expression.Build().ValueAsync());
    }

    [Fact]
    public void Only_values_that_can_be_read_and_published_are_accepted()
    {
        var exception = Assert.Throws<ArgumentException>(() => new ReferenceExpressionBuilder().AppendValueProvider(42));

        Assert.Contains("Int32", exception.Message, StringComparison.Ordinal);
    }
}
