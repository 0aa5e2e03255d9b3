using System.Runtime.InteropServices;
using Servepath.Domains.Catalog;
using Servepath.Domains.Inventory;
using Servepath.Domains.Ordering;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Following;

/// <summary>What a batch of changes says of products: of each group of each product only the newest version.</summary>
internal sealed class ProductNews
{
    private readonly Dictionary<(string Key, string Group), GroupValue> newest = [];

    private ProductNews()
    {
    }

    public static ProductNews From(IReadOnlyList<Change> changes)
    {
        var news = new ProductNews();
        foreach (var change in changes)
        {
            if (change.Domain == ProductDetails.Domain && IsFollowed(change.Group))
            {
                ref var kept = ref CollectionsMarshal.GetValueRefOrAddDefault(news.newest, (change.Key, change.Group), out _);
                if (change.Value.Version > kept.Version)
                {
                    kept = change.Value;
                }
            }
        }

        return news;
    }

    public bool IsEmpty => newest.Count == 0;

    /// <summary>All products that are spoken of, in order.</summary>
    public IReadOnlyList<string> Ids => [.. newest.Keys.Select(entry => entry.Key).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The products and values of one group, in order of id: two writers never lock each other crosswise.</summary>
    public IReadOnlyList<(string Id, GroupValue Value)> Of(string group) =>
    [
        .. newest.Where(entry => entry.Key.Group == group)
            .OrderBy(entry => entry.Key.Key, StringComparer.Ordinal)
            .Select(entry => (entry.Key.Key, entry.Value)),
    ];

    private static bool IsFollowed(string group) => group is ProductDetails.Group or Rating.Group or Stock.Group or Price.Group or Sales.Group;
}
