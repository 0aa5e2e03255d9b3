using System.Buffers;
using System.IO.Pipelines;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>Takes a whole page into pooled memory. Not thread-safe; the memory is good until it is disposed.</summary>
internal sealed class ResponseBuffer : PipeWriter, IDisposable
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int written;

    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, written);

    /// <summary>Takes nothing of what was written.</summary>
    public void Clear() => written = 0;

    public override void Advance(int count) => written += count;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(Math.Max(sizeHint, 256));
        return bytes.AsMemory(written);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => new(default(FlushResult));

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    public void Dispose()
    {
        var pooled = bytes;
        (bytes, written) = ([], 0);
        ArrayPool<byte>.Shared.Return(pooled);
    }

    private void Grow(int needed)
    {
        if (bytes.Length - written >= needed)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(bytes.Length * 2, written + needed));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = larger;
    }
}
