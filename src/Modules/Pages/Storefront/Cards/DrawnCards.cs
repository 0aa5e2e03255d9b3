using AspNetCoreGeneratedDocument;
using BitFaster.Caching.Lru;
using Servepath.Domains.Offers;
using Servepath.Pages.Storefront.Shell;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Cards;

/// <summary>
/// Keeps cards as they were drawn, so that a page of forty is put together and not drawn anew. A card is good for as long
/// as it would be drawn the same: of the same revision, with the same offer (which the clock may change), as stale as it
/// was. Keeps the last 4,096, of about 2 KB each, with and without its button; the longest unused give way. Thread-safe.
/// </summary>
internal sealed class DrawnCards
{
    private const int Most = 4096;

    private readonly ConcurrentLru<(string Id, string Region), Drawn> kept = new(Most);

    /// <summary>The card of a row; null when the row does not say what the product is.</summary>
    public async ValueTask<Card?> GetAsync(IServedRow row, string region)
    {
        if (row.View(Offer.View, region).Value is not Offer offer)
        {
            return null;
        }

        if (kept.TryGet((row.Key, region), out var drawn) && drawn.IsOf(row, offer))
        {
            return drawn.Card;
        }

        if (Card.From(row, region) is not { } card)
        {
            return null;
        }

        card = card with { Html = await DrawAsync(card), HtmlToBuy = await DrawAsync(card with { HasButton = true }) };
        kept.AddOrUpdate((row.Key, region), new(row.Revision, [.. row.Stale], card));
        return card;
    }

    private static async ValueTask<ReadOnlyMemory<byte>> DrawAsync(Card card)
    {
        using var buffer = new ResponseBuffer();
        using var slice = new Slices_CardView { Model = card };
        await slice.RenderAsync(buffer, PageResult.Html);
        return buffer.Written.ToArray();
    }

    private sealed record Drawn(long Revision, IReadOnlyList<string> Stale, Card Card)
    {
        public bool IsOf(IServedRow row, Offer offer) =>
            Revision == row.Revision && (ReferenceEquals(Card.Offer, offer) || Card.Offer == offer) && Stale.SequenceEqual(row.Stale);
    }
}
