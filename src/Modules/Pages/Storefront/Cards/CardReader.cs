using Servepath.Domains.Catalog;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Cards;

/// <summary>Cards that were read together.</summary>
/// <param name="ById">The cards that there are; what is missing or could not be read is left out.</param>
/// <param name="IsAway">True when products were asked for and none of their rows could be read.</param>
internal sealed record CardsRead(IReadOnlyDictionary<string, Card> ById, bool IsAway);

/// <summary>Reads all cards of a page in one batch. Thread-safe.</summary>
internal sealed class CardReader(IRowReader rows, DrawnCards drawn)
{
    public async ValueTask<CardsRead> ReadAsync(IReadOnlyList<string> ids, string region, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return new(new Dictionary<string, Card>(), false);
        }

        var results = await rows.ReadManyAsync(ProductDetails.Domain, ids, cancellationToken);
        var cards = new Dictionary<string, Card>(results.Length, StringComparer.Ordinal);
        var answered = 0;
        foreach (var result in results)
        {
            answered += result.Status == ReadStatus.Unavailable ? 0 : 1;
            if (result is { Status: ReadStatus.Found, Row: { } row } && await drawn.GetAsync(row, region) is { } card)
            {
                cards[card.Id] = card;
            }
        }

        return new(cards, answered == 0);
    }
}
