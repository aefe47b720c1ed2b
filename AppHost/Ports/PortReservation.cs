namespace Platform.AppHost.Ports;

/// <summary>
/// A free port that no other environment of this machine will choose while it is held. Ports lie below the range from which
/// operating systems take the ports of outgoing connections.
/// </summary>
internal sealed class PortReservation : IDisposable
{
    private const int First = 20_000;
    private const int Last = 30_000;

    private readonly FileStream handle;

    private PortReservation(int port, FileStream handle)
    {
        Port = port;
        this.handle = handle;
    }

    public int Port { get; }

    private static string Folder => Path.Combine(Path.GetTempPath(), "platform-ports");

    /// <exception cref="PlatformException">There is no free port, or the temporary folder cannot be written.</exception>
    public static PortReservation TakeAny()
    {
        for (var attempt = 0; attempt < 1000; attempt++)
        {
            if (TryTake(Random.Shared.Next(First, Last), out _) is { } reservation)
            {
                return reservation;
            }
        }

        throw new PlatformException($"No free port was found from {First} to {Last}, or {Folder} cannot be written.");
    }

    /// <summary>The port, or null when it is in use, somebody else's, or the temporary folder cannot be written.</summary>
    /// <param name="port">The port.</param>
    /// <param name="isHeld">Whether another environment holds it, which need not listen yet.</param>
    public static PortReservation? TryTake(int port, out bool isHeld)
    {
        isHeld = false;
        FileStream handle;
        try
        {
            Directory.CreateDirectory(Folder);
            handle = new FileStream(
                Path.Combine(Folder, $"{port}"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
        catch (IOException)
        {
            isHeld = true;
            return null;
        }

        if (LoopbackPort.IsFree(port))
        {
            return new PortReservation(port, handle);
        }

        handle.Dispose();
        return null;
    }

    public void Dispose() => handle.Dispose();
}
