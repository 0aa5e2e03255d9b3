using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>Lets a host listen without a socket.</summary>
public static class InProcessHosting
{
    /// <summary>
    /// Makes Kestrel listen on in-memory pipes under <paramref name="name"/>, beside whatever else it listens on. All of
    /// Kestrel and HTTP/1.1 stay; only the socket goes.
    /// </summary>
    public static IWebHostBuilder UseInProcess(this IWebHostBuilder builder, InProcessConnections connections, string name)
    {
        builder.ConfigureServices(services => services.AddSingleton<IConnectionListenerFactory>(new ListenerFactory(connections)));
        return builder.ConfigureKestrel(kestrel => kestrel.Listen(new InProcessEndPoint(name), listen => listen.Protocols = HttpProtocols.Http1));
    }

    // Without the selector Kestrel would bind its TCP endpoints here too.
    private sealed class ListenerFactory(InProcessConnections connections) : IConnectionListenerFactory, IConnectionListenerFactorySelector
    {
        public bool CanBind(EndPoint endPoint) => endPoint is InProcessEndPoint;

        public ValueTask<IConnectionListener> BindAsync(EndPoint endPoint, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IConnectionListener>(connections.Listen((InProcessEndPoint)endPoint));
    }
}
