using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>
/// The gateway's side of a connection over two pipes. HttpClient cancels a request by disposing the stream under a
/// pending read, so the copy out of the pipe and the disposal exclude each other: completing a reader hands its memory
/// back to the pool, and a copy that still ran would read another connection's bytes.
/// </summary>
internal sealed class InProcessStream(PipeReader reader, PipeWriter writer, Action gone) : Stream
{
    private readonly Lock copying = new();
    private bool disposed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await reader.ReadAsync(cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                // The reader was completed by a disposal.
                throw Closed(exception);
            }

            if (TryTake(result, destination.Span, out var taken))
            {
                return taken;
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        FlushResult result;
        try
        {
            result = await writer.WriteAsync(source, cancellationToken);
        }
        catch (InvalidOperationException exception)
        {
            // The writer was completed by a disposal or by the host's abort.
            throw Closed(exception);
        }

        if (result.IsCompleted || result.IsCanceled)
        {
            throw Closed(null);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    // Every write flushes its pipe.
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a connection in process is read asynchronously");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("a connection in process is written asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (copying)
            {
                if (disposed)
                {
                    return;
                }

                disposed = true;
                reader.CancelPendingRead();
                reader.Complete();
            }

            writer.CancelPendingFlush();
            gone();
        }

        base.Dispose(disposing);
    }

    private static IOException Closed(Exception? inner) => new("the connection in process was closed", inner);

    private bool TryTake(in ReadResult result, Span<byte> destination, out int taken)
    {
        lock (copying)
        {
            if (disposed)
            {
                throw Closed(null);
            }

            var buffer = result.Buffer;
            taken = (int)Math.Min(buffer.Length, destination.Length);
            var end = buffer.GetPosition(taken);
            buffer.Slice(0, taken).CopyTo(destination);

            // A read of zero bytes only waits for data: it examines nothing, so that the next read finds what is there.
            var found = !buffer.IsEmpty || result.IsCompleted;
            reader.AdvanceTo(end, found ? end : buffer.End);
            return found;
        }
    }
}
