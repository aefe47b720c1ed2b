using Platform.AppHost.State;

namespace Platform.AppHost.Ports;

/// <summary>
/// The ports of an environment. A clone chooses each port once and remembers it in <c>ports.json</c>, so that bookmarks and
/// database tools keep working; a test gets any free port. Nothing has been started when a port is asked for.
/// </summary>
internal sealed class PortAssignments : IDisposable
{
    private readonly List<PortReservation> reservations = [];
    private readonly SortedDictionary<string, int> remembered;
    private readonly StateFolder state;
    private readonly PlatformOptions options;
    private readonly HashSet<int> otherClones;

    /// <param name="state">Where ports are remembered.</param>
    /// <param name="options">Ports that the user chose.</param>
    /// <param name="others">Clones that run now.</param>
    public PortAssignments(StateFolder state, PlatformOptions options, IEnumerable<RunInfo> others)
    {
        this.state = state;
        this.options = options;
        otherClones = [.. others.SelectMany(clone => clone.Ports.Values)];
        remembered = StateFile.Read(FilePath, StateJson.Default.SortedDictionaryStringInt32) ?? new(StringComparer.Ordinal);
    }

    /// <summary>The ports handed out so far, by name.</summary>
    public SortedDictionary<string, int> Used { get; } = new(StringComparer.Ordinal);

    private string FilePath => state.File("ports.json");

    /// <summary>The port of a name.</summary>
    /// <param name="name">The resource, or the resource and what the port is for.</param>
    /// <param name="preferred">The port that a clone takes when it is free.</param>
    /// <param name="isFixed">People count on the preferred port: when a stranger holds it, that is an error and no reason for another port.</param>
    /// <exception cref="PlatformException">A program that is not a clone of ours holds the port.</exception>
    public int Get(string name, int preferred, bool isFixed = false)
    {
        var port = state.IsTemporary ? ReserveAny() : ForClone(name, preferred, isFixed);
        Used[name] = port;
        return port;
    }

    /// <summary>A port that nobody needs to know; a clone keeps it.</summary>
    /// <exception cref="PlatformException">A program that is not a clone of ours holds the port.</exception>
    public int GetAny(string name)
    {
        var port = !state.IsTemporary && (options.Ports.ContainsKey(name) || remembered.ContainsKey(name)) ? ForClone(name, preferred: 0, isFixed: false)
            : state.IsTemporary ? ReserveAny() : Remember(name, ReserveAny());
        Used[name] = port;
        return port;
    }

    public void Dispose() => reservations.ForEach(reservation => reservation.Dispose());

    private int ForClone(string name, int preferred, bool isFixed)
    {
        if (options.Ports.TryGetValue(name, out var chosen))
        {
            return LoopbackPort.IsFree(chosen) ? chosen : throw Taken(name, chosen);
        }

        var known = remembered.TryGetValue(name, out var port);
        port = known ? port : preferred;
        if (!otherClones.Contains(port))
        {
            // One that starts at this moment may have chosen it already, and not listen yet.
            if (LoopbackPort.IsFree(port))
            {
                var reservation = PortReservation.TryTake(port, out var isHeld);
                if (!isHeld)
                {
                    reservations.AddRange(reservation is null ? [] : [reservation]);
                    return known ? port : Remember(name, port);
                }
            }
            else if (known || isFixed)
            {
                throw Taken(name, port);
            }
        }

        return Remember(name, ReserveAny());
    }

    private int ReserveAny()
    {
        var reservation = PortReservation.TakeAny();
        reservations.Add(reservation);
        return reservation.Port;
    }

    private int Remember(string name, int port)
    {
        remembered[name] = port;
        StateFile.Write(FilePath, remembered, StateJson.Default.SortedDictionaryStringInt32);
        return port;
    }

    private static PlatformException Taken(string name, int port)
    {
        var holder = PortHolder.Find(port)?.ToString() ?? "a process that this user may not see";
        return new PlatformException(
            $"Port {port} ({name}) is taken by {holder}. Stop it, or choose another port: Platform__Ports__{name}=<port> in the environment.");
    }
}
