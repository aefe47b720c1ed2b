using System.Net;
using System.Net.Sockets;
using Platform.AppHost.Ports;
using Platform.AppHost.State;
using Platform.ServiceDefaults;

namespace Platform.AppHost.Commands.Doctor;

/// <summary>The ports that a start would take.</summary>
internal static class PortChecks
{
    /// <param name="statePath">The clone's state folder.</param>
    /// <param name="options">The user's settings; null when they cannot be read.</param>
    public static IEnumerable<Finding> Ports(string statePath, PlatformOptions? options)
    {
        if (LoopbackProblem() is { } problem)
        {
            return [Finding.Error("Ports", $"nothing can be reached on 127.0.0.1: {problem}", "Bring the loopback interface up; on Linux: ip link set lo up.")];
        }

        if (RunLock.Running(statePath) is { } running)
        {
            return [Finding.Ok("Ports", $"this clone runs (pid {running.Pid}): {string.Join(", ", running.Ports.Select(port => $"{port.Key} {port.Value}"))}")];
        }

        var others = new RunningClones().Others(statePath).SelectMany(clone => clone.Ports.Values).ToHashSet();
        return Wanted(statePath, options).Select(port => Check(port.Key, port.Value, isChosen: options?.Ports.ContainsKey(port.Key) is true, others));
    }

    private static Finding Check(string name, int port, bool isChosen, HashSet<int> otherClones)
    {
        var subject = $"Port {port} ({name})";
        if (LoopbackPort.IsFree(port))
        {
            return Finding.Ok(subject, "free");
        }

        return otherClones.Contains(port) && !isChosen
            ? Finding.Ok(subject, "in use by another clone; this one takes another port")
            : Finding.Error(
                subject,
                $"taken by {PortHolder.Find(port)?.ToString() ?? "a process that this user may not see"}",
                $"Stop it, or choose another port: Platform__Ports__{name}=<port> in the environment.");
    }

    // What is remembered, what people count on, and above both what the user chose.
    private static SortedDictionary<string, int> Wanted(string statePath, PlatformOptions? options)
    {
        var ports = StateFile.Read(Path.Combine(statePath, "ports.json"), StateJson.Default.SortedDictionaryStringInt32) ?? new(StringComparer.Ordinal);
        ports.TryAdd("dashboard", DashboardSetup.PreferredPort);
        ports.TryAdd(ResourceNames.Api, Shop.PreferredPort);
        foreach (var (name, port) in options?.Ports ?? new Dictionary<string, int>())
        {
            ports[name] = port;
        }

        return ports;
    }

    private static string? LoopbackProblem()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // Binding succeeds also while the interface is down.
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            client.Connect(listener.LocalEndPoint!);
            return null;
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }
}
