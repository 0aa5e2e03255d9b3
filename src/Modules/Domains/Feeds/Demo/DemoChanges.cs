using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;

namespace Servepath.Domains.Feeds;

/// <summary>What the demo writer does in one beat.</summary>
internal sealed record DemoBeat(IReadOnlyList<PriceWrite> Prices, IReadOnlyList<StockMovement> Movements, IReadOnlyList<StockSet> Restocks, IReadOnlyList<ReviewWrite> Reviews);

/// <summary>Thinks up small changes of a shop that is open. Deterministic for a given <paramref name="random"/>; not thread-safe.</summary>
internal sealed class DemoChanges(Random random)
{
    // Reviews of the demo come back to the same few ids, so that a demo that runs for weeks does not fill the disk.
    private const int ReviewIds = 20;

    private static readonly Dictionary<string, SampleProduct> Sample = SampleProducts.All.ToDictionary(product => product.Id, StringComparer.Ordinal);

    /// <summary>The next beat over the products of the sample that are still there.</summary>
    public DemoBeat Next(IReadOnlyList<string> present, DateTimeOffset now)
    {
        var products = present.Select(id => Sample.GetValueOrDefault(id)).OfType<SampleProduct>().ToArray();
        if (products.Length == 0)
        {
            return new([], [], [], []);
        }

        // Distinct: two prices of one product in one batch would be one.
        var chosen = Enumerable.Range(0, 6).Select(_ => products[random.Next(products.Length)]).Distinct().ToArray();
        var (prices, stocks) = (chosen.Take(2), chosen.Skip(2).Where(product => product.Quantity is not null).ToArray());
        var restocks = stocks.Where(product => random.Next(6) == 0 || product.Quantity == 0).ToArray();
        return new(
            [.. prices.Select(product => Price(product, now))],
            [.. stocks.Except(restocks).Select(product => new StockMovement(product.Id, null, -random.Next(1, 4), "sold in the demo", null))],
            [.. restocks.Select(product => new StockSet(product.Id, null, true, random.Next(4, 120)))],
            random.Next(4) == 0 ? [SampleReviews.Make($"{chosen[0].Id}-demo{random.Next(ReviewIds)}", chosen[0], random)] : []);
    }

    private PriceWrite Price(SampleProduct product, DateTimeOffset now)
    {
        if (random.Next(2) == 0)
        {
            var list = Math.Max(0.5m, decimal.Round(product.Price * (decimal)(0.94 + (random.NextDouble() * 0.12)), 2));
            return new(product.Id, "USD", list, null, null, null);
        }

        // A sale that begins in a moment and ends by itself, without another write.
        var from = now.AddSeconds(random.Next(1, 5));
        var sale = decimal.Round(product.Price * (decimal)(0.6 + (random.NextDouble() * 0.3)), 2);
        return new(product.Id, "USD", product.Price, sale, from, from.AddSeconds(random.Next(15, 90)));
    }
}
