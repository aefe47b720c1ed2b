using System.Reflection;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Platform.Hosting.ApplicationModel;

namespace Platform.Hosting.Tests.ApplicationModel;

public class ParameterTests
{
    [Fact]
    public async Task A_value_comes_from_the_configuration()
    {
        var builder = Model.NewBuilder("--Parameters:a=1", "--Custom:Key=2");

        Assert.Equal("1", await builder.AddParameter("a").Resource.ValueAsync());
        Assert.Equal("2", await builder.AddParameterFromConfiguration("b", "Custom:Key").Resource.ValueAsync());
    }

    [Theory]
    [InlineData("my-key", "Parameters:my-key", "1")]
    [InlineData("my-key", "Parameters:my_key", "1")]
    [InlineData("mykey", "Parameters:my_key", null)]
    public async Task An_underscore_stands_for_a_hyphen(string name, string key, string? expected)
    {
        var parameter = Model.NewBuilder($"--{key}=1").AddParameter(name).Resource;

        if (expected is null)
        {
            await Assert.ThrowsAsync<MissingParameterValueException>(async () => await parameter.ValueAsync());
        }
        else
        {
            Assert.Equal(expected, await parameter.ValueAsync());
        }
    }

    [Fact]
    public async Task A_value_in_code_is_not_changed_by_the_configuration()
    {
        var builder = Model.NewBuilder("--Parameters:a=1", "--Parameters:b=1");

        Assert.Equal("code", await builder.AddParameter("a", "code").Resource.ValueAsync());
        Assert.Equal("late", await builder.AddParameter("b", () => "late").Resource.ValueAsync());
    }

    [Fact]
    public async Task A_default_is_used_where_the_configuration_has_no_value()
    {
        var builder = Model.NewBuilder("--Parameters:a=1");
        var (given, generated) = (builder.AddParameter("a", new GenerateParameterDefault()), builder.AddParameter("b", new GenerateParameterDefault { MinLength = 30 }));

        Assert.Equal("1", await given.Resource.ValueAsync());
        var value = await generated.Resource.ValueAsync();
        Assert.Equal((30, value), (value!.Length, await generated.Resource.ValueAsync()));
    }

    [Fact]
    public void A_secret_is_not_published_as_a_default() =>
        Assert.Throws<ArgumentException>(() => Model.NewBuilder().AddParameter("a", "x", publishValueAsDefault: true, secret: true));

    [Fact]
    public async Task A_generated_value_has_128_bits_and_what_is_asked_for()
    {
        for (var i = 0; i < 50; i++)
        {
            var value = new GenerateParameterDefault { Special = false, MinLower = 3, MinUpper = 4, MinNumeric = 5 }.GetDefaultValue();
            Assert.True(value.Length * Math.Log2(26 + 26 + 10) >= 120, value);
            Assert.True(value.Count(char.IsAsciiLetterLower) >= 3 && value.Count(char.IsAsciiLetterUpper) >= 4 && value.Count(char.IsAsciiDigit) >= 5, value);
            Assert.All(value, c => Assert.True(char.IsAsciiLetterOrDigit(c)));
        }

        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(Model.NewBuilder(), "p", special: false);
        Assert.True(password.Secret);
        Assert.True((await password.ValueAsync())!.Length >= 22);
    }

    [Fact]
    public void What_cannot_be_generated_is_refused()
    {
        Assert.Throws<InvalidOperationException>(() => new GenerateParameterDefault { Lower = false, Upper = false, Numeric = false, Special = false }.GetDefaultValue());
        Assert.Throws<InvalidOperationException>(() => new GenerateParameterDefault { Special = false, MinSpecial = 1 }.GetDefaultValue());
    }

    [Fact]
    public void A_generated_value_is_kept_with_the_users_secrets()
    {
        var id = $"platform-test-{Guid.NewGuid():n}";
        var assembly = new AssemblyWithSecrets(id);
        var file = UserSecrets.FileOf(assembly)!;
        try
        {
            var builder = Model.NewBuilder();
            var first = new PersistedParameterDefault(assembly, builder.Configuration, "Parameters:a", new GenerateParameterDefault()).GetDefaultValue();
            new PersistedParameterDefault(assembly, builder.Configuration, "Parameters:b", new GenerateParameterDefault()).GetDefaultValue();

            Assert.Equal(first, builder.Configuration["Parameters:a"]);
            Assert.Contains(first.Replace("+", "\\u002B", StringComparison.Ordinal), File.ReadAllText(file), StringComparison.Ordinal);
            Assert.Contains("Parameters:b", File.ReadAllText(file), StringComparison.Ordinal);
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private sealed class AssemblyWithSecrets(string id) : Assembly
    {
        public override IList<CustomAttributeData> GetCustomAttributesData() => [new UserSecretsData(id)];
    }

    private sealed class UserSecretsData(string id) : CustomAttributeData
    {
        public override ConstructorInfo Constructor => typeof(UserSecretsIdAttribute).GetConstructors()[0];

        public override IList<CustomAttributeTypedArgument> ConstructorArguments => [new(typeof(string), id)];

        private sealed class UserSecretsIdAttribute(string id) : Attribute
        {
            public string Id => id;
        }
    }
}
