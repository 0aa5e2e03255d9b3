using System.Net.Sockets;
using Yarp.ReverseProxy.Forwarder;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>YARP's clients, which dial hosts of this process over pipes and all others over TCP.</summary>
internal sealed class NodeHttpClientFactory(InProcessConnections connections, ILogger<ForwarderHttpClientFactory> log) : ForwarderHttpClientFactory(log)
{
    // A node that does not answer a SYN is lost for this request; the retry has to come while the shopper still waits.
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(1);

    protected override void ConfigureHandler(ForwarderHttpClientContext context, SocketsHttpHandler handler)
    {
        base.ConfigureHandler(context, handler);
        handler.ConnectTimeout = LongestConnect;
        handler.ConnectCallback = ConnectAsync;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (InProcessConnections.IsInProcess(context.DnsEndPoint.Host, out var name))
        {
            return connections.Connect(name);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
