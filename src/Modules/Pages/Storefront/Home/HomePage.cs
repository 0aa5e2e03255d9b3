using System.Globalization;
using AspNetCoreGeneratedDocument;
using Servepath.Domains.Shelves;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;
using Servepath.Serving.Reading;

namespace Servepath.Pages.Storefront.Home;

/// <summary>
/// <c>/</c>: three reads whatever stands on it (the list of shelves, the shelves, all cards), none of them a database
/// while the caches hold.
/// </summary>
internal static class HomePage
{
    // Fewer on each shelf when there are many shelves: with titles of usual length the page is below its 60 KB.
    private const int MostCards = 60;
    private const int MostShelves = 10;
    private const int MostOnShelf = 12;
    private const int LeastOnShelf = 6;

    // Read besides what the shelves show, to find what arrives first: still one batch.
    private const int MostSpare = 30;
    private const string SoonestKey = "soonest";
    private const int MostTitle = 80;

    public static async Task<PageResult> GetAsync(HttpContext context, IRowReader rows, CardReader cardReader, ShellMaker shells, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var shell = shells.For(context.Request, null) with
        {
            Canonical = "/",
            Description = "A shop whose prices, stock and arrival dates are right the moment you look.",
        };
        var home = await rows.ReadAsync(Shelf.Domain, Shelf.Home, running.Token);
        if (home.Status == ReadStatus.Unavailable)
        {
            return trouble.Unavailable(context);
        }

        var keys = home.Row?.Parsed<Shelf>(Shelf.Group)?.Ids.Take(MostShelves).ToArray() ?? [];
        var shelves = keys.Length == 0 ? [] : await rows.ReadManyAsync(Shelf.Domain, keys, running.Token);
        if (shelves.Length > 0 && Array.TrueForAll(shelves, shelf => shelf.Status == ReadStatus.Unavailable))
        {
            return trouble.Unavailable(context);
        }

        var filled = shelves.Select(shelf => (shelf.Row?.Key, Shelf: shelf.Row?.Parsed<Shelf>(Shelf.Group)))
            .Where(shelf => shelf.Shelf is { Ids.Count: > 0 })
            .Select(shelf => (Key: shelf.Key!, Shelf: shelf.Shelf!))
            .ToArray();
        // The shelf of what arrives first counts as one of them.
        var most = Math.Clamp(MostCards / (filled.Length + 1), LeastOnShelf, MostOnShelf);
        var shown = filled.SelectMany(shelf => shelf.Shelf.Ids.Take(most)).Distinct(StringComparer.Ordinal).ToArray();
        var spare = filled.SelectMany(shelf => shelf.Shelf.Ids.Skip(most)).Distinct(StringComparer.Ordinal).Except(shown, StringComparer.Ordinal).Take(MostSpare).ToArray();
        var cards = await cardReader.ReadAsync([.. shown, .. spare], shell.Region.Name, running.Token);
        if (cards.IsAway)
        {
            return trouble.Unavailable(context);
        }

        var drawn = Fill(filled, most, cards).ToList();
        if (Soonest([.. spare, .. shown.Skip(most), .. shown.Take(most)], most, cards) is { } soonest)
        {
            drawn.Insert(Math.Min(1, drawn.Count), soonest);
        }

        var model = new HomeModel(shell, drawn);
        return new(new Slices_HomeView { Model = model })
        {
            Lighter = drawn.Count == 0 ? [] : model.Lighter.Select(lighter => new Slices_HomeView { Model = lighter }),
        };
    }

    // What arrives tomorrow; in the hours after the last cut-off, when nothing does, what arrives on the next day there is.
    // First what stands nowhere else on the page, last what stands on the shelf right above. Which day is tomorrow the view has said, for the visitor's region.
    private static ShelfModel? Soonest(string[] ids, int most, CardsRead read)
    {
        var coming = ids.Select(id => read.ById.GetValueOrDefault(id)).OfType<Card>().Where(card => card.Offer is { Arrival: not null, ArrivalDays: >= 1 }).ToArray();
        if (coming.Length == 0)
        {
            return null;
        }

        var days = coming.Min(card => card.Offer.ArrivalDays);
        var cards = coming.Where(card => card.Offer.ArrivalDays == days).Take(most).ToArray();
        return new(SoonestKey, days == 1 ? "Arriving tomorrow" : $"Arriving {cards[0].Offer.Arrival!.Value.ToString("ddd d MMM", CultureInfo.InvariantCulture)}", null, cards);
    }

    private static IEnumerable<ShelfModel> Fill((string Key, Shelf Shelf)[] shelves, int most, CardsRead read)
    {
        foreach (var (key, shelf) in shelves)
        {
            var cards = new List<Card>(most);
            foreach (var id in shelf.Ids.Take(most))
            {
                if (read.ById.TryGetValue(id, out var card))
                {
                    cards.Add(card);
                }
            }

            if (cards.Count > 0)
            {
                yield return new(key, Shortened.To(shelf.Title, MostTitle), More(shelf.Query), cards);
            }
        }
    }

    private static string? More(string? query) => query is { Length: > 1 } && query[0] == '?' ? "/search" + query : null;
}
