using System.Text.Json;
using Servepath.Domains.Catalog;
using Servepath.Kernel;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Cards;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Products;

/// <summary>
/// What stands beside a product: who sells it and what is like it. The page neither fails nor waits for these: what is
/// not there in time is left out, and is there for the next visitor. Thread-safe.
/// </summary>
internal sealed class Beside(IRowReader rows, ISearch search, IAnswerCache answers, CardReader cards, TimeProvider time)
{
    private const string SellerDomain = "seller";
    private const int MostSimilar = 8;
    private const int Asked = 24;

    // A read from the caches takes a millisecond or two, and so does a search that was made before.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    // What is like what moves slowly; what the cards say of it is always read anew.
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    public async ValueTask<(SellerModel? Seller, IReadOnlyList<Card> Similar)> ReadAsync(
        string id, ProductDetails details, string region, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        var seller = SellerAsync(details.Seller, either.Token);
        var similar = SimilarAsync(id, details, region, either.Token);
        return (await seller, await similar);
    }

    private async Task<SellerModel?> SellerAsync(string? key, CancellationToken cancellationToken) =>
        key is not null && (await rows.ReadAsync(SellerDomain, key, cancellationToken)).Row is { } row
            ? SellerModel.From(row.Parsed<SellerProfile>(SellerProfile.Group), row.Parsed<ShippingScore>(ShippingScore.Group))
            : null;

    private async Task<IReadOnlyList<Card>> SimilarAsync(string id, ProductDetails details, string region, CancellationToken cancellationToken)
    {
        var filters = Kinds(details);
        if (filters.Count == 0)
        {
            return [];
        }

        var name = "similar/" + string.Join('\n', (details.Category ?? []).TakeLast(2).Append(details.Brand));
        var kept = await answers.GetAsync(name, Fresh, token => FindAsync(filters, token), cancellationToken);
        if (kept is null || cancellationToken.IsCancellationRequested)
        {
            return [];
        }

        var ids = From(id, JsonSerializer.Deserialize<string[]>(kept.Bytes.Span, Json.Options)!);
        var read = await cards.ReadAsync(ids, region, cancellationToken);
        return [.. ids.Select(each => read.ById.GetValueOrDefault(each)).OfType<Card>()];
    }

    // Each product shows those that follow it, so that from one to the next all of a kind can be reached.
    private static string[] From(string id, string[] found)
    {
        var at = Array.IndexOf(found, id);
        return [.. found[(at + 1)..].Concat(found[..Math.Max(at, 0)]).Take(MostSimilar)];
    }

    // From what is most like it to what is less.
    private static List<SearchFilters> Kinds(ProductDetails details)
    {
        var kinds = (details.Category ?? []).TakeLast(2).Reverse().Where(level => level.Length > 0)
            .Select(level => SearchFilters.None with { Categories = [level], InStock = true }).ToList();
        if (!string.IsNullOrWhiteSpace(details.Brand))
        {
            kinds.Add(SearchFilters.None with { Brands = [details.Brand], InStock = true });
        }

        return kinds;
    }

    private async ValueTask<ReadOnlyMemory<byte>> FindAsync(List<SearchFilters> kinds, CancellationToken cancellationToken)
    {
        var ids = new List<string>(Asked);
        foreach (var filters in kinds)
        {
            var answer = await search.FindAsync(new(string.Empty, 1, Asked) { Filters = filters, Sort = SearchSort.Rating }, cancellationToken)
                ?? throw new InvalidOperationException("search does not answer, and nothing is kept");
            ids.AddRange(answer.Ids.Except(ids, StringComparer.Ordinal).ToArray());
            if (ids.Count > MostSimilar)
            {
                break;
            }
        }

        return Json.Bytes(ids.Take(Asked));
    }
}
