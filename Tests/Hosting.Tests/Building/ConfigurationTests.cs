using Aspire.Hosting;
using Microsoft.Extensions.Hosting;

namespace Platform.Hosting.Tests.Building;

/// <summary>Where an AppHost's configuration comes from. These tests change the process's environment, one after another.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-configuration-");
    private readonly Dictionary<string, string?> _before = [];

    [Fact]
    public void Each_source_goes_before_the_one_above()
    {
        Write("appsettings.json", """{ "A": "file", "B": "file", "C": "file", "D": "file" }""");
        Write("appsettings.Staging.json", """{ "B": "staging", "C": "staging", "D": "staging" }""");
        Set("C", "variable");
        Set("D", "variable");

        var configuration = Builder("--D=argument", "--environment=Staging").Configuration;

        Assert.Equal(("file", "staging", "variable", "argument"), (configuration["A"], configuration["B"], configuration["C"], configuration["D"]));
    }

    [Theory]
    [InlineData(null, null, null, "Production")]
    [InlineData(null, null, "Aspnet", "Aspnet")]
    [InlineData(null, "Dotnet", "Aspnet", "Dotnet")]
    [InlineData("Argument", "Dotnet", "Aspnet", "Argument")]
    public void The_name_of_the_environment_comes_from_the_command_line_or_a_variable(string? argument, string? dotnet, string? aspnet, string expected)
    {
        Set("DOTNET_ENVIRONMENT", dotnet);
        Set("ASPNETCORE_ENVIRONMENT", aspnet);

        var builder = Builder(argument is null ? [] : [$"--environment={argument}"]);

        Assert.Equal(expected, builder.Environment.EnvironmentName);
    }

    [Fact]
    public void Variables_of_the_host_lose_their_prefix()
    {
        Set("DOTNET_PLATFORMTESTKEY", "x");

        Assert.Equal("x", Builder().Configuration["PLATFORMTESTKEY"]);
    }

    [Fact]
    public void The_apphost_is_found_by_its_own_facts()
    {
        var builder = Builder();

        Assert.Equal(_folder.FullName, builder.AppHostDirectory);
        Assert.Equal(_folder.FullName, builder.Configuration["AppHost:Directory"]);
        Assert.Equal(64, builder.Configuration["AppHost:PathSha256"]!.Length);
        Assert.True(builder.ExecutionContext.IsRunMode);
        Assert.True(Builder("--publisher", "x", "--Publishing:Publisher=manifest").ExecutionContext.IsPublishMode);
    }

    [Fact]
    public void A_file_that_is_no_json_is_an_error_that_names_it()
    {
        Write("appsettings.json", "{");

        Assert.Contains("appsettings.json", Assert.Throws<InvalidDataException>(() => Builder()).Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _folder.Delete(recursive: true);
    }

    private IDistributedApplicationBuilder Builder(params string[] args) =>
        DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, DisableDashboard = true, ProjectDirectory = _folder.FullName });

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
