using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;

namespace Platform.Hosting.Dashboard;

/// <summary>Looks at the dashboard's ports before it is started: its own message about a taken port is a stack trace.</summary>
internal static class DashboardPorts
{
    /// <exception cref="DistributedApplicationException">A port is taken.</exception>
    public static void RequireFree(IReadOnlyList<Uri> urls)
    {
        foreach (var url in urls)
        {
            try
            {
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

                // On Windows two listeners may otherwise share the port.
                if (OperatingSystem.IsWindows())
                {
                    socket.ExclusiveAddressUse = true;
                }

                socket.Bind(new IPEndPoint(IPAddress.Loopback, url.Port));
                socket.Listen();
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
            {
                throw new DistributedApplicationException(
                    $"Port {url.Port} of {url.GetLeftPart(UriPartial.Authority)} is taken by another program. End that program or configure another address.");
            }
        }
    }
}
