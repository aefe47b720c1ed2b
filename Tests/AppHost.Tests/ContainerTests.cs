using Microsoft.Extensions.Configuration;
using Platform.AppHost.Commands.Doctor;
using Platform.AppHost.Containers;
using Platform.AppHost.Processes;
using Platform.AppHost.State;

namespace Platform.AppHost.Tests;

public sealed class ContainerTests
{
    [Theory]
    [InlineData("""{"containers":{"runtime":"docker","installed":false,"running":false}}""", "docker is not installed. Install Docker or Podman")]
    [InlineData("""{"containers":{"runtime":"podman","installed":true,"running":false,"error":"docker command 'ListNetworks' failed\nno machine."}}""", "podman does not answer (no machine). Start it")]
    [InlineData("""{"containers":{"runtime":"docker","installed":true,"running":false,"error":"docker CLI version 20.10.24 is not supported; DCP requires Docker CLI version 25.0.0 or newer"}}""", "docker cannot be used: docker CLI version 20.10.24 is not supported; DCP requires Docker CLI version 25.0.0 or newer. Install a newer one")]
    public void An_engine_that_is_missing_is_named_with_what_to_do(string answer, string reason)
    {
        var error = Assert.Throws<PlatformException>(() => ContainerEngine.Known(answer).Require("redis"));

        Assert.Equal($"redis runs as a container here, and {reason}, or set Platform__Forms__redis=process in the environment: make doctor says more.", error.Message);
    }

    [Fact]
    public void An_engine_that_answers_is_enough() =>
        ContainerEngine.Known("""{"version":"0.25.13","containers":{"runtime":"docker","hostName":"host.docker.internal","installed":true,"running":true}}""").Require("redis");

    [Fact]
    public async Task Doctor_says_of_a_client_that_is_too_old_what_the_start_would_say()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Puts another program on PATH in a way of Linux.");
        using var folder = new TemporaryFolder();
        var engine = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Engine])).Engine.Dcp;
        Script(folder.File("docker"), "echo 'Docker version 20.10.24, build 297e128'");
        var dcp = Script(folder.File("dcp"), $"PATH='{folder.Path}' exec '{engine}' \"$@\"");
        var configuration = new ConfigurationBuilder();

        var asked = await ProgramChecks.ContainerEngineAsync(dcp, configuration.Build(), ["redis"]);
        var unasked = await ProgramChecks.ContainerEngineAsync(dcp, configuration.Build(), []);
        var podman = await ProgramChecks.ContainerEngineAsync(dcp, configuration.AddInMemoryCollection([new("ASPIRE_CONTAINER_RUNTIME", "podman")]).Build(), ["redis"]);

        Assert.Equal((FindingLevel.Error, "Install a newer one, or set Platform__Form=process."), (asked.Level, asked.Remedy));
        Assert.StartsWith("docker cannot be used: docker CLI version 20.10.24 is not supported", asked.Message, StringComparison.Ordinal);
        Assert.Equal(FindingLevel.Ok, unasked.Level);
        Assert.Equal("podman is not installed, and redis is to run as a container", podman.Message);
    }

    [Fact]
    public void Limits_become_arguments_of_the_engine()
    {
        var problems = new List<string>();

        Assert.Equal(["--cpus", "0.5", "--memory", "512m"], Limits(problems, ("Cpus", "0.5"), ("Memory", "512M")).Arguments);
        Assert.Equal(["--memory", "2g"], Limits(problems, ("Memory", "2g")).Arguments);
        Assert.Empty(problems);
    }

    [Theory]
    [InlineData("Cpus", "0", "Platform:Limits:postgres:Cpus is '0'. Use a number of processors")]
    [InlineData("Cpus", "half", "Platform:Limits:postgres:Cpus is 'half'")]
    [InlineData("Memory", "512", "Platform:Limits:postgres:Memory is '512'. Use a number of MiB or GiB")]
    [InlineData("Disk", "1g", "Platform:Limits:postgres:Disk is no limit")]
    public void A_limit_that_means_nothing_is_named(string key, string value, string problem)
    {
        var problems = new List<string>();
        Limits(problems, (key, value));

        Assert.StartsWith(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_interrupted_first_start_has_left_is_set_aside()
    {
        using var folder = new TemporaryFolder();
        var state = StateFolder.At(folder.File(".platform"));
        var data = state.Data("postgres");
        var container = new PostgresContainerData(data, state.File("postgres-init"), "shopdb", new Secrets(state), isTest: false);
        container.Check(17);
        container.Prepare();
        WriteCluster(data);
        container.Check(17);

        container.Prepare();

        Assert.Empty(Directory.EnumerateFileSystemEntries(data));
        Assert.True(File.Exists(Path.Combine(Assert.Single(Directory.EnumerateDirectories(state.File("data"), "postgres.incomplete-*")), "PG_VERSION")));
    }

    [Fact]
    public void Data_that_was_not_begun_here_is_refused_and_left_where_it_is()
    {
        using var folder = new TemporaryFolder();
        var state = StateFolder.At(folder.File(".platform"));
        var data = state.Data("postgres");
        WriteCluster(data);
        var container = new PostgresContainerData(data, state.File("postgres-init"), "shopdb", new Secrets(state), isTest: false);

        var error = Assert.Throws<PlatformException>(() => container.Check(17));
        container.Prepare();

        Assert.Contains($"The data in {data} is that of a PostgreSQL server which was not set up here", error.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data, "PG_VERSION")));
        Assert.Single(Directory.EnumerateFileSystemEntries(state.File("data")));
    }

    [Fact]
    public async Task Data_of_the_process_form_is_complete_for_the_container()
    {
        using var folder = new TemporaryFolder();
        var state = StateFolder.At(folder.File(".platform"));
        var data = state.Data("postgres");
        var tool = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Postgres])).Postgres;
        var secrets = new Secrets(state);
        await new PostgresCluster(tool, data, new PostgresTemplate(tool, "shopdb", UserCache.Folder), secrets, isTest: false).PrepareAsync(TestContext.Current.CancellationToken);

        var container = new PostgresContainerData(data, state.File("postgres-init"), "shopdb", secrets, isTest: false);
        container.Check(tool.MajorVersion);
        container.Prepare();

        Assert.Contains("listen_addresses = '*'", File.ReadAllText(Path.Combine(data, PostgresSettings.FileName)), StringComparison.Ordinal);
        Assert.Contains("host all all all scram-sha-256", File.ReadAllText(Path.Combine(data, PostgresAccessRules.FileName)), StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFileSystemEntries(state.File("data")));

        // No password is among what the container may read.
        Assert.All(Directory.EnumerateFiles(state.File("postgres-init")), file => Assert.DoesNotContain(secrets.Get("postgres-owner"), File.ReadAllText(file), StringComparison.Ordinal));
    }

    // As initdb leaves it.
    private static void WriteCluster(string data)
    {
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "PG_VERSION"), "17\n");
        File.WriteAllText(Path.Combine(data, "postgresql.conf"), "# as initdb writes it\n");
    }

    private static string Script(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static ResourceLimits Limits(List<string> problems, params (string Key, string Value)[] values) => ResourceLimits.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create($"Platform:Limits:postgres:{pair.Key}", (string?)pair.Value))).Build().GetSection("Platform:Limits:postgres"),
        problems);
}
