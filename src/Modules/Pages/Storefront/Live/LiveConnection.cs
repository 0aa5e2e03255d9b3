using System.Threading.Channels;

namespace Servepath.Pages.Storefront.Live;

/// <summary>A product that a page asks for.</summary>
/// <param name="Id">The product's.</param>
/// <param name="Has">What the page has of it; null when it says nothing.</param>
internal readonly record struct WantedOffer(string Id, OfferMark? Has);

/// <summary>
/// One open page: what it wants, and a queue of events that all pages share as bytes. The queue holds 256; a page that is
/// so far behind is let go, and has everything again when it comes back. Thread-safe.
/// </summary>
/// <param name="region">For whose dates.</param>
/// <param name="wanted">Distinct products.</param>
/// <param name="isBack">Whether it comes back by itself, with the address of its first time: what that says it has is too old then.</param>
/// <param name="since">The position up to which it was told everything; null when it was not told anything by this node.</param>
internal sealed class LiveConnection(string region, IReadOnlyList<WantedOffer> wanted, bool isBack, long? since)
{
    public const int MostWaiting = 256;

    private readonly Channel<ReadOnlyMemory<byte>> queue = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource tooSlow = new();

    public string Region => region;

    public IReadOnlyList<WantedOffer> Wanted => wanted;

    public bool IsBack => isBack;

    public long? Since => since;

    public ChannelReader<ReadOnlyMemory<byte>> Events => queue.Reader;

    /// <summary>Cancelled when the page does not take what it is told.</summary>
    public CancellationToken TooSlow => tooSlow.Token;

    /// <returns>False when it is not told any more.</returns>
    public bool Tell(ReadOnlyMemory<byte> happened)
    {
        if (queue.Writer.TryWrite(happened))
        {
            return true;
        }

        if (queue.Writer.TryComplete())
        {
            // Its writer may be waiting for the browser: what runs then must not run on the teller's thread.
            _ = tooSlow.CancelAsync();
        }

        return false;
    }

    /// <summary>Ends it in order, after what waits has been sent.</summary>
    public void End() => queue.Writer.TryComplete();
}
