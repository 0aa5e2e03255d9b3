using Servepath.Pages.Search.Counting;
using Servepath.Pages.Search.Holding;
using Servepath.Pages.Search.Matching;
using Servepath.Postgres;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// Finds in steps that stop as soon as enough is found: full text; the same with misspelt words put right; what looks
/// alike. Which step answers depends on the text alone, so that all pages and filters of one search agree. PostgreSQL
/// finds the words; filters, counts and orders come from the facts held here.
/// </summary>
internal sealed class ProductFinder(ReadModelDatabase database, TimeProvider time, string currency)
{
    // With fewer than this, the words were probably not what was meant.
    private const int Few = 3;

    // What was found may be all there is of a rare word: then only what differs by so many letters is taken for what was meant.
    private const int SurelyASlip = 1;

    private readonly Matcher matcher = new(database);
    private readonly ProductHolder holder = new(database);

    public async ValueTask<SearchAnswer> FindAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        var text = SearchText.Read(wanted.Text);
        if (!text.IsEmpty && text.Words.Count == 0)
        {
            return Count([], wanted, null);
        }

        if (text.IsEmpty)
        {
            await holder.CatchUpAsync(cancellationToken);
            return Count(Everything(holder.Products), wanted, null);
        }

        var found = await FindAsync(text, cancellationToken);
        return Count(found.Products, wanted, found.Spelling);
    }

    /// <summary>Holds what there is now, so that the next search has little to catch up with.</summary>
    public ValueTask CatchUpAsync(CancellationToken cancellationToken) => holder.CatchUpAsync(cancellationToken);

    /// <summary>How many products are held, those that are not listed included.</summary>
    public int HeldCount => holder.Products.All.Count(static facts => facts is not null);

    /// <summary>What helps someone who found nothing.</summary>
    public async ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken)
    {
        await holder.CatchUpAsync(cancellationToken);
        return HeldHelp();
    }

    /// <summary>The same without asking the database: as of the last search.</summary>
    public SearchHelp HeldHelp() => Help.From(holder.Products);

    /// <summary>See <see cref="ISearch.SuggestAsync"/>.</summary>
    public ValueTask<IReadOnlyList<Suggestion>> SuggestAsync(SearchText text, CancellationToken cancellationToken) =>
        new Suggester(matcher, holder).SuggestAsync(text, cancellationToken);

    // The last page stands for those beyond it; how many there are is known only when all are counted.
    private SearchAnswer Count(IEnumerable<(Facts Facts, float Rank)> products, Wanted wanted, string? spelling)
    {
        var now = time.GetUtcNow();
        while (true)
        {
            var tally = new Tally(wanted, currency, now);
            foreach (var (facts, rank) in products)
            {
                tally.Add(facts, rank);
            }

            var last = Math.Max(1, tally.Pages);
            if (wanted.Page <= last)
            {
                return tally.ToAnswer(spelling);
            }

            wanted = wanted with { Page = last };
        }
    }

    private static IEnumerable<(Facts Facts, float Rank)> Everything(HeldProducts products)
    {
        foreach (var facts in products.All)
        {
            if (facts is { IsListed: true })
            {
                yield return (facts, 0);
            }
        }
    }

    /// <summary>The products that fit the words.</summary>
    public async ValueTask<Found> FindAsync(SearchText text, CancellationToken cancellationToken)
    {
        if (text.IsOtherScript)
        {
            return await AskAsync(Question.LookAlike(text), null, cancellationToken);
        }

        var found = await AskAsync(Question.FullText(text, []), null, cancellationToken);
        if (found.Products.Count < Few && await RespellAsync(text, found.Products.Count > 0 ? SurelyASlip : int.MaxValue, cancellationToken) is [var likeliest, ..] respelt)
        {
            var other = await AskAsync(Question.FullText(text, respelt), likeliest.Text, cancellationToken);
            if (other.Products.Count > found.Products.Count)
            {
                return other;
            }
        }

        return found.Products.Count > 0 ? found : await AskAsync(Question.LookAlike(text), null, cancellationToken);
    }

    // First the words, then the facts: whatever the words name is then held.
    private async ValueTask<Found> AskAsync(Question question, string? spelling, CancellationToken cancellationToken)
    {
        var set = await matcher.FindAsync(question, cancellationToken);
        await holder.CatchUpAsync(cancellationToken);
        var products = holder.Products;
        var found = new List<(Facts, float)>(set.Numbers.Length);
        for (var i = 0; i < set.Numbers.Length; i++)
        {
            if (products.Find(set.Numbers[i]) is { IsListed: true } facts)
            {
                found.Add((facts, set.Ranks[i]));
            }
        }

        return new(found, spelling);
    }

    // What may have been meant, the likeliest first; empty when all words are known, or nothing is near enough.
    private async ValueTask<IReadOnlyList<SearchText>> RespellAsync(SearchText text, int mostSlips, CancellationToken cancellationToken)
    {
        var lookalikes = await matcher.LookalikesAsync(text.Words, cancellationToken);
        var nearest = lookalikes.Select((candidates, i) => (Word: text.Words[i], Meant: Spelling.Nearest(text.Words[i], candidates, mostSlips)))
            .Where(word => word.Meant.Count > 0).ToArray();
        return nearest.Length == 0
            ? []
            : [.. Enumerable.Range(0, Spelling.MostNearest).Select(i => text.Respelt(nearest.ToDictionary(word => word.Word, word => word.Meant[Math.Min(i, word.Meant.Count - 1)]))).DistinctBy(one => one.Text)];
    }
}

/// <summary>What fits some words.</summary>
/// <param name="Products">With how well each fits.</param>
/// <param name="Spelling">The nearest spelling, when it is that which found them.</param>
internal sealed record Found(IReadOnlyList<(Facts Facts, float Rank)> Products, string? Spelling);
