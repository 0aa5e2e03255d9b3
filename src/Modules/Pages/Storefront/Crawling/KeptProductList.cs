using System.Text.Json;
using Servepath.Domains.Catalog;
using Servepath.Kernel;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Crawling;

/// <summary>
/// All products through the answer cache, in pages: crawlers come often and need no news of the minute. With
/// Catalog away, what was read in the last half hour still serves. Thread-safe.
/// </summary>
/// <param name="products">Their owner.</param>
/// <param name="answers">Where they are kept.</param>
/// <param name="mostInPart">Addresses in one file; 50,000 is the most that the format allows.</param>
internal sealed class KeptProductList(IProductList products, IAnswerCache answers, int mostInPart = KeptProductList.MostInFile)
{
    /// <summary>The most addresses that a sitemap may have (sitemaps.org).</summary>
    public const int MostInFile = 50_000;

    private const int PageSize = 5000;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    /// <summary>After which id each part begins; null when that cannot be said now.</summary>
    public ValueTask<string[]?> PartsAsync(CancellationToken cancellationToken) =>
        KeptAsync($"sitemap/parts/{mostInPart}", token => products.PartsAsync(mostInPart, token), cancellationToken);

    /// <summary>The products of a part, page by page; a null page when one cannot be read, and then no more.</summary>
    public async IAsyncEnumerable<ListedProduct[]?> PagesAsync(string after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var left = mostInPart;
        while (left > 0)
        {
            var (from, most) = (after, Math.Min(left, PageSize));
            var page = await KeptAsync($"sitemap/products/{most}/{from}", token => products.ProductsAsync(from, most, token), cancellationToken);
            yield return page;
            if (page is null || page.Length < most)
            {
                yield break;
            }

            left -= page.Length;
            after = page[^1].Id;
        }
    }

    private async ValueTask<T[]?> KeptAsync<T>(
        string name, Func<CancellationToken, ValueTask<IReadOnlyList<T>>> ask, CancellationToken cancellationToken)
    {
        var kept = await answers.GetAsync(name, Fresh, async token => Json.Bytes(await ask(token)), cancellationToken);
        return kept is null ? null : JsonSerializer.Deserialize<T[]>(kept.Bytes.Span, Json.Options);
    }
}
