using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>
/// The hosts of this process that listen on in-memory pipes. One instance a process: hosts listen on it, the gateway
/// dials it. Thread-safe.
/// </summary>
public sealed class InProcessConnections
{
    private const string Suffix = ".inprocess";
    private readonly ConcurrentDictionary<string, InProcessListener> listeners = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The address under which the gateway reaches the host called <paramref name="name"/>, such as <c>http://csp-1.inprocess/</c>.</summary>
    /// <param name="name">Letters, digits and dashes.</param>
    public static Uri AddressOf(string name) => new($"http://{name}{Suffix}/");

    /// <summary>Whether <paramref name="host"/> is the host part of such an address, and which name it holds.</summary>
    internal static bool IsInProcess(string host, out string name)
    {
        name = host.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? host[..^Suffix.Length] : string.Empty;
        return name.Length > 0;
    }

    /// <summary>Opens a connection; refused, like a socket's, when nobody listens or too many connections wait to be taken.</summary>
    /// <exception cref="SocketException">Nobody listens under this name now.</exception>
    internal Stream Connect(string name)
    {
        if (listeners.TryGetValue(name, out var listener) && listener.TryConnect(out var stream))
        {
            return stream;
        }

        throw new SocketException((int)SocketError.ConnectionRefused);
    }

    internal InProcessListener Listen(InProcessEndPoint endPoint)
    {
        var listener = new InProcessListener(endPoint, this);
        return listeners.TryAdd(endPoint.Name, listener)
            ? listener
            : throw new AddressInUseException($"{endPoint} is in use");
    }

    internal void Forget(InProcessListener listener) =>
        listeners.TryRemove(new(((InProcessEndPoint)listener.EndPoint).Name, listener));
}
