using System.Buffers;

namespace Servepath.Gateway.Routing.InProcess;

/// <summary>
/// The shared pool, but for one thing: asked for no size in particular it gives a block. Kestrel asks its connection's pool
/// for memory of size 0 before a response has begun, and the shared pool would then give none, so that the first write of a
/// body to the response's PipeWriter fails.
/// </summary>
internal sealed class BlockMemoryPool : MemoryPool<byte>
{
    private const int BlockSize = 4096;

    public static readonly BlockMemoryPool Instance = new();

    public override int MaxBufferSize => Shared.MaxBufferSize;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1) => Shared.Rent(minBufferSize <= 0 ? BlockSize : minBufferSize);

    protected override void Dispose(bool disposing)
    {
    }
}
