using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Garnet;
using Microsoft.Extensions.Logging;

namespace Servepath.Embedded;

/// <summary>
/// A Redis-compatible server (Microsoft.Garnet) inside this process, in memory only: what it holds is gone when it
/// stops. Its size is bounded: when it is full, the keys that were read or written longest ago are dropped, silently,
/// which for a cache is a miss. Budget two to three times <c>memoryMegabytes</c> of process memory when full. Values may
/// be larger than a page of the store; keys with an expiry go when it comes. Thread-safe.
/// </summary>
public sealed class EmbeddedRedis : IDisposable
{
    private readonly GarnetServer server;
    private readonly SocketPath? socket;

    private EmbeddedRedis(string name, GarnetServer server, SocketPath? socket, string connectionString)
    {
        Name = name;
        this.server = server;
        this.socket = socket;
        ConnectionString = connectionString;
    }

    /// <summary>The name under which it was started.</summary>
    public string Name { get; }

    /// <summary>How clients reach it, in the form of StackExchange.Redis.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server on a Unix socket, which is half as fast again as TCP and takes no port.</summary>
    /// <param name="name">Lower-case letters, digits, hyphens; names the socket's file.</param>
    /// <param name="socketFolder">Where the socket goes; made when absent. When the path is too long for a socket, a private folder under the temporary folder is taken instead.</param>
    /// <param name="memoryMegabytes">Size of the store, at least 16; the next lower power of two is taken.</param>
    /// <param name="logger">Hears of the start.</param>
    /// <exception cref="IOException">Another living process serves on that socket.</exception>
    public static EmbeddedRedis Start(string name, string socketFolder, long memoryMegabytes, ILogger logger)
    {
        var socket = SocketPath.Take(name, socketFolder);
        var server = Start(new UnixDomainSocketEndPoint(socket.Path), memoryMegabytes);
        RedisLog.Started(logger, name, socket.Path, memoryMegabytes);
        return new(name, server, socket, "!" + socket.Path);
    }

    /// <summary>Starts a server on 127.0.0.1, for benches and for clients that know only TCP.</summary>
    /// <param name="name">For logs.</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="memoryMegabytes">Size of the store, at least 16; the next lower power of two is taken.</param>
    /// <param name="logger">Hears of the start.</param>
    /// <exception cref="IOException">The port is in use.</exception>
    public static EmbeddedRedis StartOnPort(string name, int port, long memoryMegabytes, ILogger logger)
    {
        var endpoint = new IPEndPoint(IPAddress.Loopback, port == 0 ? FreePort() : port);
        var server = Start(endpoint, memoryMegabytes);
        RedisLog.Started(logger, name, endpoint.ToString(), memoryMegabytes);
        return new(name, server, null, endpoint.ToString());
    }

    /// <summary>Stops the server and removes its socket. What it held is gone.</summary>
    public void Dispose()
    {
        server.Dispose();
        socket?.Remove();
    }

    private static GarnetServer Start(EndPoint endpoint, long memoryMegabytes)
    {
        try
        {
            var server = new GarnetServer(ServerSettings.Make(endpoint, memoryMegabytes));
            server.Start();
            return server;
        }
        catch (Exception failure) when (failure is Garnet.common.GarnetException or SocketException)
        {
            throw new IOException(string.Create(CultureInfo.InvariantCulture, $"the embedded cache cannot listen on {endpoint}: {failure.Message}"), failure);
        }
    }

    /// <summary>The server does not tell which port it took, so one is looked for first.</summary>
    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
