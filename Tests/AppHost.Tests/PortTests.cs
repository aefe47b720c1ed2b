using System.Net;
using System.Net.Sockets;
using Platform.AppHost.Ports;
using Platform.AppHost.State;

namespace Platform.AppHost.Tests;

public sealed class PortTests : IDisposable
{
    private readonly TemporaryFolder clone = new();
    private readonly int free = FreePort();

    private StateFolder State => StateFolder.At(StateFolder.PathFor(clone.Path, null));

    public void Dispose()
    {
        clone.Dispose();
    }

    [Fact]
    public void A_clone_keeps_its_port()
    {
        Assert.Equal(free, Get("postgres", free));
        Assert.Equal(free, Get("postgres", preferred: 1));
    }

    [Fact]
    public void A_preferred_port_that_a_stranger_holds_is_not_taken_at_first()
    {
        using var stranger = Listen();

        var port = Get("postgres", stranger.Port);

        Assert.NotEqual(stranger.Port, port);
        Assert.Equal(port, Get("postgres", stranger.Port));
    }

    [Fact]
    public void A_fixed_port_that_a_stranger_holds_is_an_error_with_its_pid_and_name()
    {
        using var stranger = Listen();

        var error = Assert.Throws<PlatformException>(() => Get("api", stranger.Port, isFixed: true));

        Assert.StartsWith($"Port {stranger.Port} (api) is taken by ", error.Message);
        Assert.Contains($"(pid {Environment.ProcessId})", error.Message);
        Assert.Contains("Platform__Ports__api=", error.Message);
    }

    [Fact]
    public void A_remembered_port_that_a_stranger_holds_is_an_error()
    {
        Get("postgres", free);
        using var stranger = Listen(free);

        Assert.Throws<PlatformException>(() => Get("postgres", free));
    }

    [Fact]
    public void A_port_that_another_running_clone_uses_is_left_to_it()
    {
        var other = new RunInfo(1, DateTime.UtcNow, "/other", "", new SortedDictionary<string, int> { ["api"] = free });
        int port;
        using (var ports = new PortAssignments(State, Options(), [other]))
        {
            port = ports.Get("api", free, isFixed: true);
        }

        Assert.NotEqual(free, port);
        Assert.Equal(port, Get("api", free, isFixed: true));
    }

    [Fact]
    public void Two_clones_that_start_at_the_same_moment_get_ports_of_their_own()
    {
        using var other = new TemporaryFolder();
        using var first = new PortAssignments(State, Options(), []);
        using var second = new PortAssignments(StateFolder.At(other.File(".platform")), Options(), []);

        Assert.Equal(free, first.Get("api", free, isFixed: true));
        var port = second.Get("api", free, isFixed: true);

        Assert.NotEqual(free, port);
    }

    [Fact]
    public void A_port_that_the_user_chose_is_used()
    {
        using var ports = new PortAssignments(State, Options() with { Ports = new Dictionary<string, int> { ["api"] = free } }, []);

        Assert.Equal(free, ports.Get("api", 8080, isFixed: true));
        Assert.Equal(free, ports.Used["api"]);
    }

    [Fact]
    public void A_reserved_port_is_nobody_elses_until_it_is_given_back()
    {
        var reserved = PortReservation.TakeAny();
        Assert.Null(PortReservation.TryTake(reserved.Port, out _));

        reserved.Dispose();

        using var again = PortReservation.TryTake(reserved.Port, out _);
        Assert.NotNull(again);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    public void A_port_is_taken_whatever_address_the_holder_listens_on(string address)
    {
        using var holder = Listen(0, address);

        Assert.False(LoopbackPort.IsFree(holder.Port));
        Assert.Equal(Environment.ProcessId, PortHolder.Find(holder.Port)?.Pid);
    }

    [Fact]
    public void A_port_that_nobody_holds_has_no_holder() => Assert.Null(PortHolder.Find(free));

    [Fact]
    public void Reads_what_lsof_says() =>
        Assert.Equal(new PortHolder(431, "nginx"), LsofPortHolder.Parse("p431\ncnginx\nf6\n"));

    [Fact]
    public void Reads_what_netstat_says_in_any_language() => Assert.Equal(1234, NetstatPortHolder.Parse(
        "  Proto  Lokale Adresse         Remoteadresse          Status           PID\r\n"
        + "  TCP    127.0.0.1:18080        127.0.0.1:8080         HERGESTELLT      77\r\n"
        + "  TCP    127.0.0.1:8080         0.0.0.0:0              ABHÖREN          1234\r\n", 8080));

    private int Get(string name, int preferred, bool isFixed = false)
    {
        using var ports = new PortAssignments(State, Options(), []);
        return ports.Get(name, preferred, isFixed);
    }

    // Given back, so that it can be had.
    private static int FreePort()
    {
        using var reservation = PortReservation.TakeAny();
        return reservation.Port;
    }

    private static PlatformOptions Options() =>
        new(null, new Dictionary<string, ServiceForm>(), new Dictionary<string, int>(), null, StartReportDetail.Summary);

    private static Listener Listen(int port = 0, string address = "127.0.0.1") => new(IPAddress.Parse(address), port);

    private sealed class Listener : IDisposable
    {
        private readonly TcpListener listener;

        public Listener(IPAddress address, int port)
        {
            listener = new TcpListener(address, port);
            listener.Start();
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public void Dispose() => listener.Dispose();
    }
}
