using Servepath.Pages.Search.Holding;

namespace Servepath.Pages.Search.Counting;

/// <summary>What there is for someone who found nothing.</summary>
internal static class Help
{
    private const int MostProducts = 8;
    private const int MostCategories = 12;

    /// <summary>Popular products, in stock before sold out; the categories that hold most.</summary>
    public static SearchHelp From(HeldProducts products)
    {
        var best = new BestPlaces(MostProducts);
        var levels = new NameCounts();
        foreach (var facts in products.All)
        {
            if (facts is { IsListed: true })
            {
                best.Add(facts, new(facts.InStock ? 1 : 0, facts.RatingCount, facts.Id));
                foreach (var level in facts.Category.Levels)
                {
                    levels.Add(level);
                }
            }
        }

        return new([.. best.From(0).Select(facts => facts.Id)], [.. levels.Most(MostCategories, _ => false).Select(level => level.Value)]);
    }
}
