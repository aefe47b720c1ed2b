namespace Platform.Tools.Tests;

public sealed class CacheTests : IClassFixture<FetchedPostgres>, IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly FetchedPostgres fetched;
    private readonly ToolsProgram program;
    private readonly int before;

    public CacheTests(FetchedPostgres fetched)
    {
        this.fetched = fetched;
        fetched.CopyTo(home);
        program = new ToolsProgram(home).With(fetched.Registry);
        before = fetched.Registry.Downloads;
    }

    private string Folder => Path.Combine(program.Cache, "postgres", NpmRegistry.Postgres.Version);

    private int Downloads => fetched.Registry.Downloads - before;

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("program")]
    [InlineData("file 0 0")]
    [InlineData("packages another@1.0.0#")]
    [InlineData("\0\0\0\0")]
    public async Task A_corrupt_receipt_is_noticed_and_the_tool_fetched_again(string line)
    {
        var path = Path.Combine(Folder, "receipt.txt");
        var lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, [lines[0], lines[1], lines[2], line, .. lines[3..]]);

        var result = await program.RunAsync("fetch", "postgres");

        Assert.Equal((0, 1), (result.ExitCode, Downloads));
    }

    [Theory]
    [InlineData("share/postgresql/postgresql.conf.sample")]
    [InlineData("receipt.txt")]
    public async Task A_truncated_file_is_noticed_and_the_tool_fetched_again(string name)
    {
        var path = Path.Combine(Folder, name);
        var whole = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, whole[..^3]);

        var result = await program.RunAsync("fetch", "postgres");

        Assert.Equal((0, 1), (result.ExitCode, Downloads));
        Assert.Contains("; fetching it again", result.Error);
        Assert.Equal(0, (await program.RunAsync("verify", "postgres")).ExitCode);
    }

    [Fact]
    public async Task A_missing_library_link_is_noticed()
    {
        var link = Directory.GetFiles(Path.Combine(Folder, "lib")).First(file => new FileInfo(file).LinkTarget is not null);
        File.Delete(link);

        await program.RunAsync("fetch", "postgres");

        Assert.Equal((true, 1), (File.Exists(link), Downloads));
    }

    [Fact]
    public async Task A_cache_that_was_copied_without_its_times_is_still_good()
    {
        var touched = Path.Combine(Folder, "share", "postgresql", "postgresql.conf.sample");
        File.SetLastWriteTimeUtc(touched, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var result = await program.RunAsync("fetch", "postgres");

        Assert.Equal((0, "", 0), (result.ExitCode, result.Error, Downloads));
        Assert.Contains($" {File.GetLastWriteTimeUtc(touched).Ticks} share/postgresql/postgresql.conf.sample", await File.ReadAllTextAsync(Path.Combine(Folder, "receipt.txt")));
    }

    [Fact]
    public async Task Verify_finds_an_alteration_that_keeps_size_and_time()
    {
        var path = Path.Combine(Folder, "share", "postgresql", "postgresql.conf.sample");
        var (content, time) = (await File.ReadAllBytesAsync(path), File.GetLastWriteTimeUtc(path));
        content[100] ^= 1;
        await File.WriteAllBytesAsync(path, content);
        File.SetLastWriteTimeUtc(path, time);

        var verified = await program.RunAsync("verify", "postgres");
        var fetched = await program.RunAsync("fetch", "postgres");

        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("share/postgresql/postgresql.conf.sample was altered", verified.Output);
        Assert.Equal((0, 1), (fetched.ExitCode, Downloads));
    }

    [Fact]
    public async Task A_warm_cache_needs_no_package_client_and_no_network()
    {
        program.Environment["PATH"] = home;
        program.Environment["npm_config_registry"] = "http://127.0.0.1:9/";

        var result = await program.RunAsync("path", "initdb");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.True(File.Exists(result.Output.TrimEnd()), result.Output);
    }

    [Fact]
    public async Task A_moved_PostgreSQL_initialises_a_database()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "initdb refuses root, which is worked around by a Linux namespace");
        var moved = Path.Combine(home, "moved");
        Directory.Move(Folder, moved);
        using var data = new TemporaryFolder();
        string[] initdb = [Path.Combine(moved, "bin", "initdb"), "-D", data, "-U", "owner", "--no-sync", "--auth", "trust"];

        // A process of root appears as user 1000 in a namespace of its own.
        string[] command = Environment.IsPrivilegedProcess ? ["unshare", "-U", "--map-user=1000", "--map-group=1000", "--", .. initdb] : initdb;
        var result = await Fetching.ClientProcess.RunAsync(command[0], command[1..], data, null, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal("17", (await File.ReadAllTextAsync(Path.Combine(data, "PG_VERSION"))).Trim());
    }
}
