using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;

namespace Servepath.Domains.Ordering;

/// <summary>Units of a line that come from one centre.</summary>
/// <param name="Product">The product.</param>
/// <param name="Units">At least 1.</param>
/// <param name="From">The lane, and its days.</param>
internal sealed record CheckoutPart(string Product, int Units, LaneDate From);

/// <summary>A checkout, and what its lines that can be ordered would take.</summary>
internal sealed record BuiltCheckout(Checkout Checkout, IReadOnlyList<CheckoutPart> Parts);

/// <summary>Makes a checkout of a cart and of what the owners say. Pure.</summary>
internal static class CheckoutBuilder
{
    public static BuiltCheckout Build(string region, IReadOnlyList<CartLine> cart, OwnersWord word, DateTimeOffset now)
    {
        var parts = new List<CheckoutPart>();
        var lines = cart.Select(line => Line(line, region, word, now, parts)).ToArray();
        var ordered = lines.Where(line => line.Problem == LineProblem.None).ToArray();
        var totals = Amounts.Totals(ordered.Select(line => (line.Currency, line.Sum)));
        DateOnly? arrival = ordered.Length == 0 ? null : ordered.Max(line => line.Arrival);
        return new(new(region, lines, totals, arrival, AgreedText.Write(lines)), parts);
    }

    private static CheckoutLine Line(CartLine line, string region, OwnersWord word, DateTimeOffset now, List<CheckoutPart> parts)
    {
        var title = word.Titles.GetValueOrDefault(line.ProductId);
        var price = word.Prices.GetValueOrDefault(line.ProductId);
        if (title is not { IsSold: true } || price is null)
        {
            return new(line.ProductId, title?.Title ?? line.ProductId, line.Quantity, price?.Currency ?? string.Empty, price?.List ?? 0, price?.Pay ?? 0, 0, null, LineProblem.NotSold);
        }

        var sources = Sources(line.ProductId, region, word, now);
        int? available = sources.Any(source => source.Quantity is null)
            ? null
            : (int)Math.Min(int.MaxValue, sources.Sum(source => (long)source.Quantity!));
        var problem = available switch
        {
            0 => LineProblem.SoldOut,
            { } known when known < line.Quantity => LineProblem.TooFew,
            _ => LineProblem.None,
        };
        if (problem != LineProblem.None)
        {
            return new(line.ProductId, title.Title, line.Quantity, price.Currency, price.List, price.Pay, available, sources.LastOrDefault().Lane?.Arrival, problem);
        }

        var taken = Take(line, sources);
        parts.AddRange(taken);
        return new(line.ProductId, title.Title, line.Quantity, price.Currency, price.List, price.Pay, available, taken.Max(part => part.From.Arrival), LineProblem.None);
    }

    // The centres that have it and serve the region, the earliest first.
    private static (LaneDate Lane, int? Quantity)[] Sources(string product, string region, OwnersWord word, DateTimeOffset now)
    {
        if (!word.Stock.TryGetValue(product, out var stock) || !word.Options.TryGetValue(product, out var options))
        {
            return [];
        }

        return
        [
            .. from lane in LaneDate.Compute(options, region, now)
               from centre in stock.Centres
               where centre.Centre == lane.Centre && centre.Quantity is null or > 0
               select (lane, centre.Quantity),
        ];
    }

    // The earliest centres until there is enough: no other choice brings the last unit earlier. One centre that has all of it
    // by that day is better still: a parcel less.
    private static IReadOnlyList<CheckoutPart> Take(CartLine line, (LaneDate Lane, int? Quantity)[] sources)
    {
        var parts = new List<CheckoutPart>();
        var left = line.Quantity;
        foreach (var (lane, quantity) in sources)
        {
            var units = Math.Min(left, quantity ?? left);
            parts.Add(new(line.ProductId, units, lane));
            left -= units;
            if (left == 0)
            {
                break;
            }
        }

        var last = parts[^1].From.Arrival;
        return parts.Count > 1 && sources.FirstOrDefault(source => source.Lane.Arrival <= last && !(source.Quantity < line.Quantity)) is { Lane: { } alone }
            ? [new(line.ProductId, line.Quantity, alone)]
            : parts;
    }
}
