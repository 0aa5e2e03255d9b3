using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>
/// Kestrel's side of a connection over two pipes. Each side completes only its own ends, but for the writer that feeds
/// Kestrel: completing that is how a lost client or an abort wakes a pending read, and a pipe allows it at any time.
/// </summary>
internal sealed class InProcessConnection : ConnectionContext, IMemoryPoolFeature
{
    private static readonly PipeOptions Options = new(pauseWriterThreshold: 256 * 1024, resumeWriterThreshold: 128 * 1024, useSynchronizationContext: false);
    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    private readonly Pipe toServer = new(Options);
    private readonly Pipe toClient = new(Options);
    private readonly CancellationTokenSource closed = new();
    private ConnectionAbortedException? aborted;
    private string? connectionId;

    private InProcessConnection()
    {
        Transport = new Duplex(toServer.Reader, toClient.Writer);
        ConnectionClosed = closed.Token;
        LocalEndPoint = Loopback;
        RemoteEndPoint = Loopback;
        Features.Set<IMemoryPoolFeature>(this);
    }

    public override string ConnectionId
    {
        get => connectionId ??= Guid.NewGuid().ToString("N");
        set => connectionId = value;
    }

    public MemoryPool<byte> MemoryPool => BlockMemoryPool.Instance;

    public override IFeatureCollection Features { get; } = new FeatureCollection();

    public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

    public override IDuplexPipe Transport { get; set; }

    public static (InProcessConnection Server, Stream Client) Open()
    {
        var connection = new InProcessConnection();
        return (connection, new InProcessStream(connection.toClient.Reader, connection.toServer.Writer, connection.ClientGone));
    }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        if (Interlocked.CompareExchange(ref aborted, abortReason, null) is null)
        {
            toServer.Writer.Complete(abortReason);
            toClient.Writer.CancelPendingFlush();
            SignalClosed();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await toServer.Reader.CompleteAsync();
        await toClient.Writer.CompleteAsync(aborted is null ? null : new IOException("the connection was aborted", aborted));
        SignalClosed();
    }

    private void ClientGone()
    {
        toServer.Writer.Complete();
        SignalClosed();
    }

    // Never inline: what Kestrel runs on this token must not run inside the gateway's Dispose.
    private void SignalClosed() => ThreadPool.UnsafeQueueUserWorkItem(static source => Cancel(source), closed, preferLocal: false);

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (AggregateException)
        {
            // A callback of the host failed; the host has logged what it could, and the connection is over either way.
        }
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
