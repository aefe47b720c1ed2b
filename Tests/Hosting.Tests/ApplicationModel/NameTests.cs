using Aspire.Hosting;

namespace Platform.Hosting.Tests.ApplicationModel;

public class NameTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("Api-2")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public void A_name_of_letters_digits_and_hyphens_is_accepted(string name) =>
        Assert.Equal(name, Model.NewBuilder().AddProgram(name).Resource.Name);

    [Theory]
    [InlineData("1st", "begin with an ASCII letter")]
    [InlineData("-a", "begin with an ASCII letter")]
    [InlineData("a-", "end with a hyphen")]
    [InlineData("a--b", "two hyphens in a row")]
    [InlineData("a_b", "only ASCII letters, digits and hyphens")]
    [InlineData("käse", "only ASCII letters, digits and hyphens")]
    [InlineData("a2345678901234567890123456789012345678901234567890123456789012345", "65 characters")]
    public void Any_other_name_is_refused_with_what_is_wrong(string name, string reason)
    {
        var exception = Assert.Throws<ArgumentException>(() => Model.NewBuilder().AddProgram(name));

        Assert.Contains($"'{name}'", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_resource_of_the_same_name_is_refused_whatever_the_case()
    {
        var builder = Model.NewBuilder();
        builder.AddProgram("api");

        var exception = Assert.Throws<DistributedApplicationException>(() => builder.AddParameter("API"));

        Assert.Contains("'API'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("already exists", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_resource_is_found_by_its_name_and_its_type()
    {
        var builder = Model.NewBuilder();
        var api = builder.AddProgram("api");

        Assert.Same(api.Resource, builder.CreateResourceBuilder<Aspire.Hosting.ApplicationModel.ExecutableResource>("API").Resource);
        Assert.True(builder.TryCreateResourceBuilder<Aspire.Hosting.ApplicationModel.IResourceWithArgs>("api", out _));
        Assert.False(builder.TryCreateResourceBuilder<Aspire.Hosting.ApplicationModel.ProjectResource>("api", out _));
        Assert.Throws<InvalidOperationException>(() => builder.CreateResourceBuilder<Aspire.Hosting.ApplicationModel.ProjectResource>("api"));
        var missing = Assert.Throws<InvalidOperationException>(() => builder.CreateResourceBuilder<Aspire.Hosting.ApplicationModel.IResource>("web"));
        Assert.Contains("There are: api", missing.Message, StringComparison.Ordinal);
    }
}
