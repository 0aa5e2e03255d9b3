using System.Net;
using System.Net.Sockets;

namespace Servepath.Tests.Faults;

/// <summary>Free ports in a row. The bus of a node has its port plus 10,000, which must stay below the ports that the system gives to whoever asks.</summary>
internal static class PortBlock
{
    private const int Lowest = 20_000;
    private const int Highest = 22_700;

    public static int First(int count, IPAddress address)
    {
        for (var tries = 0; tries < 500; tries++)
        {
            var first = Random.Shared.Next(Lowest, Highest - count);
            if (Enumerable.Range(first, count).All(port => IsFree(address, port) && IsFree(address, port + 10_000)))
            {
                return first;
            }
        }

        throw new InvalidOperationException($"no {count} free ports in a row between {Lowest} and {Highest}");
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
