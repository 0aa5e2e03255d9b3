using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>Hands connections to Kestrel.</summary>
internal sealed class InProcessListener(InProcessEndPoint endPoint, InProcessConnections connections) : IConnectionListener
{
    // As a socket's backlog: when it is full, further connections are refused.
    private const int Backlog = 512;

    private readonly Channel<InProcessConnection> waiting = Channel.CreateBounded<InProcessConnection>(new BoundedChannelOptions(Backlog));

    public EndPoint EndPoint => endPoint;

    public bool TryConnect([NotNullWhen(true)] out Stream? stream)
    {
        var (connection, client) = InProcessConnection.Open();
        stream = waiting.Writer.TryWrite(connection) ? client : null;
        return stream is not null;
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            if (waiting.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        connections.Forget(this);
        waiting.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (waiting.Reader.TryRead(out var connection))
        {
            connection.Abort(new ConnectionAbortedException("the host stopped before it took this connection"));
            await connection.DisposeAsync();
        }
    }
}
