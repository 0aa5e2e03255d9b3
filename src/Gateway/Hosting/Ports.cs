using System.Net;
using System.Net.Sockets;

namespace Servepath.Gateway.Hosting;

/// <summary>A port that Servepath needs is taken.</summary>
internal sealed class PortInUseException(string purpose, int port, string option)
    : Exception($"port {port} ({purpose}) is in use; stop what listens there or choose another with {option} PORT");

/// <summary>Looks at the ports before anything is started, so that a clash is named and nothing half-started is left.</summary>
internal static class Ports
{
    public static void Check(StartOptions options)
    {
        var roles = options.Roles;
        if (roles.HasFlag(Roles.Gateway))
        {
            Try(IPAddress.Any, options.Port, "gateway", "--port");
        }

        if (roles.HasFlag(Roles.Owners))
        {
            Try(IPAddress.Loopback, options.OwnersPort, "owners", "--owners-port");
        }

        Try(IPAddress.Loopback, options.ConsolePort, "console", "--console-port");
        foreach (var (cluster, port) in options.NodePorts)
        {
            Try(IPAddress.Loopback, port, cluster + " node", "--node-port " + cluster + "=");
        }
    }

    private static void Try(IPAddress address, int port, string purpose, string option)
    {
        if (port == 0)
        {
            return;
        }

        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
        }
        catch (SocketException)
        {
            throw new PortInUseException(purpose, port, option);
        }
        finally
        {
            listener.Stop();
        }
    }
}
