using Platform.AppHost.State;

namespace Platform.AppHost.Tests;

public sealed class StateTests : IDisposable
{
    private static readonly DateTime LongAgo = new(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    private readonly TemporaryFolder clone = new();

    private StateFolder State => StateFolder.At(StateFolder.PathFor(clone.Path, null));

    public void Dispose() => clone.Dispose();

    [Fact]
    public void A_secret_is_made_once_and_kept()
    {
        var first = new Secrets(State).Get("redis");

        Assert.Equal(32, first.Length);
        Assert.Equal(first, new Secrets(State).Get("redis"));
        Assert.NotEqual(first, new Secrets(State).Get("postgres-app"));
    }

    [Fact]
    public void Only_the_owner_can_read_secrets()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows protects a user's folders by itself.");
            return;
        }

        new Secrets(State).Get("redis");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(State.File("secrets.json")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(State.Path));
    }

    [Fact]
    public void A_damaged_file_is_named_and_left_alone()
    {
        File.WriteAllText(State.File("secrets.json"), "{ \"redis\": ");

        var error = Assert.Throws<PlatformException>(() => new Secrets(State));

        Assert.StartsWith($"{State.File("secrets.json")} is damaged", error.Message);
        Assert.Equal("{ \"redis\": ", File.ReadAllText(State.File("secrets.json")));
    }

    [Fact]
    public void A_second_copy_is_refused_with_the_pid_and_address_of_the_first()
    {
        using var first = RunLock.Acquire(State);
        first.Publish(Info(Environment.ProcessId, ProcessIdentity.Started));

        var error = Assert.Throws<PlatformException>(() => RunLock.Acquire(State));

        Assert.Contains($"pid {Environment.ProcessId}, http://localhost:18888", error.Message);
    }

    [Fact]
    public void A_clone_can_run_again_after_it_has_ended()
    {
        RunLock.Acquire(State).Dispose();

        using var second = RunLock.Acquire(State);

        Assert.Null(second.Abandoned);
    }

    [Fact]
    public void The_lock_of_a_killed_copy_is_taken_over_and_its_run_is_known()
    {
        StateFile.Write(State.File("run.json"), Info(pid: 1, LongAgo), StateJson.Default.RunInfo);

        using var next = RunLock.Acquire(State);

        Assert.Equal(1, next.Abandoned?.Pid);
        Assert.Null(RunLock.Running(State.Path));
    }

    [Fact]
    public void A_process_with_the_number_of_an_earlier_one_is_another_process()
    {
        Assert.True(ProcessIdentity.IsAlive(Environment.ProcessId, ProcessIdentity.Started));
        Assert.False(ProcessIdentity.IsAlive(Environment.ProcessId, LongAgo));
    }

    [Fact]
    public void Clones_that_run_know_of_each_other()
    {
        var clones = new RunningClones(clone.File("running"));
        clones.Add(Info(Environment.ProcessId, ProcessIdentity.Started) with { Root = "/first" });
        clones.Add(Info(pid: 1, LongAgo) with { Root = "/killed" });

        Assert.Equal(["/first"], clones.Others("/second").Select(other => other.Root));
        Assert.Empty(clones.Others("/first"));

        clones.Remove("/first");
        Assert.Empty(clones.Others("/second"));
    }

    [Fact]
    public void A_tests_folder_goes_when_it_is_disposed()
    {
        var state = StateFolder.Temporary();
        File.WriteAllText(Path.Combine(state.Data("postgres")), "");

        state.Dispose();

        Assert.False(Directory.Exists(state.Path));
    }

    [Fact]
    public void What_a_killed_test_left_goes_with_the_next()
    {
        var abandoned = TemporaryStorage.Folders
            .Select(folder => Directory.CreateDirectory(Path.Combine(folder, $"platform-test-1-{LongAgo.Ticks}-{Path.GetRandomFileName()}")))
            .ToArray();

        StateFolder.Temporary().Dispose();

        Assert.All(abandoned, folder => Assert.False(Directory.Exists(folder.FullName)));
    }

    private RunInfo Info(int pid, DateTime started) => new(pid, started, clone.Path, "http://localhost:18888", []);
}
