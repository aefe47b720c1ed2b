using System.Diagnostics;
using Platform.AppHost.Processes;
using Platform.AppHost.Ports;

namespace Platform.AppHost.Tests;

/// <summary>How a server ends, and what the next start finds.</summary>
public sealed class PostgresShutdownTests
{
    private const string Recovery = "was not properly shut down";

    [Fact]
    public async Task A_session_that_stays_open_does_not_hold_up_a_clean_stop()
    {
        await using var server = await StartAsync();
        await using var session = server.Connect("app");
        await session.OpenAsync();

        await server.StopAsync();

        Assert.Contains("database system is shut down", server.Log);
        server.ClearLog();
        server.Start();
        Assert.DoesNotContain(Recovery, server.Log);
    }

    [Fact]
    public async Task A_server_does_not_outlive_its_killed_parent_and_still_shuts_down_cleanly()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no parent on Windows.");
        await using var server = await StartAsync();
        await using var session = server.Connect("app");
        await session.OpenAsync();

        PostgresFixture.Signal("KILL", server.ParentPid);

        Assert.True(SpinWait.SpinUntil(() => PortHolder.Find(server.Port) is null, TimeSpan.FromSeconds(30)));
        Assert.True(SpinWait.SpinUntil(() => !File.Exists(Path.Combine(server.Cluster.DataFolder, "postmaster.pid")), TimeSpan.FromSeconds(30)));
        server.ClearLog();
        server.Start();
        Assert.DoesNotContain(Recovery, server.Log);
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_and_left_alone()
    {
        await using var server = await StartAsync();
        await server.StopAsync();
        var version = Path.Combine(server.Cluster.DataFolder, "PG_VERSION");
        File.WriteAllText(version, "15\n");

        var error = Assert.Throws<PlatformException>(server.Cluster.Check);

        Assert.Contains("was written by PostgreSQL 15; this is PostgreSQL 17", error.Message);
        Assert.Equal("15\n", File.ReadAllText(version));
    }

    [Fact]
    public async Task Data_that_a_container_has_open_is_refused_until_it_ends()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere containers run in a virtual machine.");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("PG_VERSION"), "17\n");

        // As the server in a container writes it, where it is process 1.
        File.WriteAllText(folder.File("postmaster.pid"), "1\n/var/lib/postgresql/data\n1700000000\n5432\n/var/run/postgresql\n*\n  17039497         7\nready   \n");
        var program = Path.Combine(Directory.CreateTempSubdirectory().FullName, "postgres");
        File.Copy("/bin/sleep", program);
        using (var server = Process.Start(new ProcessStartInfo(program, ["60"]) { WorkingDirectory = folder.Path })!)
        {
            var error = Assert.Throws<PlatformException>(() => PostgresCluster.Check(folder.Path, 17));
            Assert.Contains($"is open in another PostgreSQL server (pid {server.Id})", error.Message, StringComparison.Ordinal);
            server.Kill();
            await server.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        PostgresCluster.Check(folder.Path, 17);
        PostgresCluster.TakeFromContainer(folder.Path);
        Assert.False(File.Exists(folder.File("postmaster.pid")));
    }

    [Fact]
    public void A_folder_that_holds_something_else_is_refused()
    {
        using var folder = new TemporaryFolder();

        Assert.Contains("is no PostgreSQL data directory", Assert.Throws<PlatformException>(() => PostgresCluster.Check(folder.Path, 17)).Message);
    }

    [Fact]
    public async Task A_template_is_made_once_and_half_made_data_is_made_again()
    {
        using var folder = new TemporaryFolder();
        var tool = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Postgres])).Postgres;
        var template = new PostgresTemplate(tool, "shopdb", folder.File("cache"));
        Directory.CreateDirectory(folder.File("first.new"));

        await template.InstantiateAsync(folder.File("first"), [], CancellationToken.None);
        var made = Directory.GetDirectories(folder.File("cache/postgres")).Single();
        var written = Directory.GetCreationTimeUtc(made);
        await Task.WhenAll(
            template.InstantiateAsync(folder.File("second"), [], CancellationToken.None),
            template.InstantiateAsync(folder.File("third"), [], CancellationToken.None));

        Assert.Equal([made], Directory.GetDirectories(folder.File("cache/postgres")));
        Assert.Equal(written, Directory.GetCreationTimeUtc(made));
        Assert.All(["first", "second", "third"], name => Assert.True(File.Exists(folder.File($"{name}/PG_VERSION"))));
        Assert.False(Directory.Exists(folder.File("first.new")));
    }

    [Fact]
    public async Task A_template_that_others_may_read_makes_data_that_only_its_owner_may()
    {
        using var folder = new TemporaryFolder();
        var tool = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Postgres])).Postgres;
        var template = new PostgresTemplate(tool, "shopdb", folder.File("cache"));
        await template.InstantiateAsync(folder.File("first"), [], CancellationToken.None);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Directory.GetDirectories(folder.File("cache/postgres")).Single(), (UnixFileMode)0b111_101_101);
        }

        // The server refuses data that others may read.
        await template.InstantiateAsync(folder.File("second"), ["ALTER ROLE app PASSWORD 'x'"], CancellationToken.None);

        Assert.True(File.Exists(folder.File("second/PG_VERSION")));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(folder.File("second")) == (UnixFileMode)0b111_000_000);
    }

    [Fact]
    public async Task Two_processes_that_make_the_template_at_once_both_get_it()
    {
        using var folder = new TemporaryFolder();
        var tool = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Postgres])).Postgres;

        await Task.WhenAll(Enumerable.Range(0, 2).Select(i =>
            new PostgresTemplate(tool, "shopdb", folder.File("cache")).InstantiateAsync(folder.File($"data{i}"), [], CancellationToken.None)));

        Assert.Single(Directory.GetDirectories(folder.File("cache/postgres")));
    }

    [Fact]
    public async Task Without_a_cache_that_can_be_written_the_data_is_made_all_the_same()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("cache"), "a file where the folder should be");
        var tool = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Postgres])).Postgres;

        await new PostgresTemplate(tool, "shopdb", folder.File("cache")).InstantiateAsync(folder.File("data"), [], CancellationToken.None);

        Assert.True(File.Exists(folder.File("data/PG_VERSION")));
    }

    [Fact]
    public async Task A_data_directory_that_cannot_be_made_is_an_error_that_names_it()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("data.new"), "a file where the new folder should be");
        var tool = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Postgres])).Postgres;

        var error = await Assert.ThrowsAsync<PlatformException>(() =>
            new PostgresTemplate(tool, "shopdb", folder.File("cache")).InstantiateAsync(folder.File("data"), [], CancellationToken.None));

        Assert.StartsWith($"PostgreSQL's data directory {folder.File("data")} cannot be made: ", error.Message);
        Assert.False(Directory.Exists(folder.File("data")));
    }

    [Fact]
    public async Task A_statement_that_fails_leaves_no_data_directory()
    {
        using var folder = new TemporaryFolder();
        var tool = (await new Tools.Toolbox().EnsureAsync([Tools.ToolNames.Postgres])).Postgres;
        var template = new PostgresTemplate(tool, "shopdb", folder.File("cache"));

        var error = await Assert.ThrowsAsync<PlatformException>(() =>
            template.InstantiateAsync(folder.File("data"), ["ALTER ROLE nobody PASSWORD 'x'"], CancellationToken.None));

        Assert.Contains("role \"nobody\" does not exist", error.Message);
        Assert.False(Directory.Exists(folder.File("data")));
        Assert.False(Directory.Exists(folder.File("data.new")));
    }

    [Fact]
    public void A_password_is_stored_as_the_server_computes_it() => Assert.Equal(
        "SCRAM-SHA-256$4096:AAECAwQFBgcICQoLDA0ODw==$zHCdol2044/ZyWzPLi7oxApCkamKw9Z+E4U/QApd/5Y=:dd5peBOitVnLNFu7VmwP+HiDaaw4OUCv396eVCWhYiE=",
        ScramVerifier.Of("pencil", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]));

    private static async Task<PostgresFixture> StartAsync()
    {
        var server = new PostgresFixture();
        await server.InitializeAsync();
        return server;
    }
}
