using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Platform.AppHost.Faults;
using Platform.AppHost.Ports;

namespace Platform.AppHost.Tests.Faults;

/// <summary>The relay over real connections.</summary>
public sealed class RelayTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(150);

    private readonly EchoServer server = new();
    private readonly PortReservation reservation = PortReservation.TakeAny();
    private readonly TcpRelay relay;

    public RelayTests() => relay = new TcpRelay(reservation.Port, server.Port);

    public ValueTask InitializeAsync()
    {
        relay.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await relay.DisposeAsync();
        await server.DisposeAsync();
        reservation.Dispose();
    }

    [Fact]
    public async Task Everything_passes_and_the_end_of_one_direction_does_not_end_the_other()
    {
        var sent = RandomNumberGenerator.GetBytes(3 * 1024 * 1024);
        using var client = await ConnectAsync();

        // Half-closed before the answer is read.
        var sending = Task.Run(async () =>
        {
            await client.GetStream().WriteAsync(sent);
            client.Client.Shutdown(SocketShutdown.Send);
        });
        using var received = new MemoryStream();
        await client.GetStream().CopyToAsync(received).WaitAsync(Bound);

        await sending;
        Assert.Equal(sent, received.ToArray());
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    public async Task Latency_is_added_in_each_direction_and_ends_with_the_fault(int to, int from)
    {
        using var client = await ConnectAsync();
        await EchoAsync(client, 1);
        relay.Set(new RelayFault(RelayLink.Open, to * Latency, from * Latency));

        var started = Stopwatch.GetTimestamp();
        await EchoAsync(client, 2);
        Assert.True(Stopwatch.GetElapsedTime(started) >= (to + from) * Latency - TimeSpan.FromMilliseconds(20));

        // What is held when the fault ends passes at once.
        relay.Set(new RelayFault(RelayLink.Open, TimeSpan.FromMinutes(1), TimeSpan.Zero));
        var echo = EchoAsync(client, 3);
        relay.Set(RelayFault.None);
        await echo;
    }

    [Fact]
    public async Task Latency_does_not_cost_throughput()
    {
        using var client = await ConnectAsync();
        relay.Set(new RelayFault(RelayLink.Open, Latency, Latency));

        // One piece after the other would take 20 times the latency.
        var started = Stopwatch.GetTimestamp();
        var sent = RandomNumberGenerator.GetBytes(20 * 16 * 1024);
        await client.GetStream().WriteAsync(sent);
        var received = new byte[sent.Length];
        await client.GetStream().ReadExactlyAsync(received).AsTask().WaitAsync(Bound);

        Assert.Equal(sent, received);
        Assert.True(Stopwatch.GetElapsedTime(started) < 15 * Latency);
    }

    [Fact]
    public async Task What_is_cut_off_resets_open_and_new_connections_until_it_is_healed()
    {
        using var open = await ConnectAsync();
        await EchoAsync(open, 1);

        relay.Set(RelayFault.None with { Link = RelayLink.Reset });

        await AssertResetAsync(open);
        using (var refused = new TcpClient())
        {
            await AssertResetAsync(refused, connect: true);
        }

        relay.Set(RelayFault.None);
        using var healed = await ConnectAsync();
        await EchoAsync(healed, 2);
    }

    [Fact]
    public async Task What_is_cut_off_silently_keeps_connections_open_and_delivers_after_healing()
    {
        using var open = await ConnectAsync();
        await EchoAsync(open, 1);

        relay.Set(RelayFault.None with { Link = RelayLink.Silent });
        using var made = await ConnectAsync();
        var first = EchoAsync(open, 2);
        var second = EchoAsync(made, 3);
        await Assert.ThrowsAsync<TimeoutException>(() => Task.WhenAny(first, second).WaitAsync(2 * Latency));

        relay.Set(RelayFault.None);
        await Task.WhenAll(first, second);
    }

    [Fact]
    public async Task Who_sends_to_nobody_has_to_wait()
    {
        using var client = await ConnectAsync();
        relay.Set(RelayFault.None with { Link = RelayLink.Silent });

        var sending = client.GetStream().WriteAsync(new byte[256 * 1024 * 1024]).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => sending.WaitAsync(TimeSpan.FromSeconds(1)));

        relay.Set(RelayFault.None with { Link = RelayLink.Reset });
        await Assert.ThrowsAsync<IOException>(() => sending.WaitAsync(Bound));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_at_one_end_arrives_at_the_other(bool fromClient)
    {
        using var program = new TcpListener(IPAddress.Loopback, 0);
        program.Start();
        using var port = PortReservation.TakeAny();
        await using var between = new TcpRelay(port.Port, ((IPEndPoint)program.LocalEndpoint).Port);
        between.Start();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, port.Port).WaitAsync(Bound);
        using var server = await program.AcceptSocketAsync().WaitAsync(Bound);
        await client.SendAsync(new byte[] { 1 });
        Assert.Equal(1, await server.ReceiveAsync(new byte[8]).WaitAsync(Bound));
        var (breaks, learns) = fromClient ? (client, server) : (server, client);

        breaks.LingerState = new LingerOption(true, 0);
        breaks.Dispose();

        var reset = await Assert.ThrowsAsync<SocketException>(() => learns.ReceiveAsync(new byte[8]).WaitAsync(Bound));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    [Fact]
    public async Task Without_a_program_behind_it_connections_are_reset()
    {
        await server.DisposeAsync();
        using var client = new TcpClient();
        await AssertResetAsync(client, connect: true);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_with_its_number()
    {
        await using var second = new TcpRelay(relay.PublishedPort, server.Port);

        var error = Assert.Throws<PlatformException>(second.Start);

        Assert.Contains($"port {relay.PublishedPort}", error.Message, StringComparison.Ordinal);
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, relay.PublishedPort).WaitAsync(Bound);
        return client;
    }

    private static async Task EchoAsync(TcpClient client, byte value)
    {
        var answer = new byte[1];
        await client.GetStream().WriteAsync(new[] { value });
        await client.GetStream().ReadExactlyAsync(answer).AsTask().WaitAsync(Bound);
        Assert.Equal(value, answer[0]);
    }

    // Depending on when the reset arrives, connecting, sending or receiving notices it.
    private async Task AssertResetAsync(TcpClient client, bool connect = false)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            if (connect)
            {
                await client.ConnectAsync(IPAddress.Loopback, relay.PublishedPort).WaitAsync(Bound);
            }

            await EchoAsync(client, 1);
        });
        var socket = Assert.IsType<SocketException>(error as SocketException ?? error.InnerException, exactMatch: false);
        Assert.True(socket.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted, $"{socket.SocketErrorCode}");
    }
}
