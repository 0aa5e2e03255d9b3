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
internal sealed class ProductFinder(ReadModelDatabase database, TimeProvider time, string currency) : IDisposable
{
    // With fewer than this, the words were probably not what was meant.
    private const int Few = 3;

    private readonly Matcher matcher = new(database);
    private readonly ProductHolder holder = new(database);

    public async ValueTask<SearchAnswer> FindAsync(Wanted wanted, CancellationToken cancellationToken)
    {
        var text = SearchText.Read(wanted.Text);
        var tally = new Tally(wanted, currency, time.GetUtcNow());
        if (text.IsEmpty)
        {
            return Count(await AllAsync(cancellationToken), tally);
        }

        if (text.Words.Count == 0)
        {
            return tally.ToAnswer(null);
        }

        var found = await FindAsync(text, cancellationToken);
        foreach (var (facts, rank) in found.Products)
        {
            tally.Add(facts, rank);
        }

        return tally.ToAnswer(found.Spelling);
    }

    /// <summary>What helps someone who found nothing.</summary>
    public async ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken)
    {
        await holder.CatchUpAsync(cancellationToken);
        return HeldHelp();
    }

    /// <summary>The same without asking the database: as of the last search.</summary>
    public SearchHelp HeldHelp() => Help.From(holder.Products);

    public void Dispose() => holder.Dispose();

    private async ValueTask<HeldProducts> AllAsync(CancellationToken cancellationToken)
    {
        await holder.CatchUpAsync(cancellationToken);
        return holder.Products;
    }

    private static SearchAnswer Count(HeldProducts products, Tally tally)
    {
        foreach (var facts in products.All)
        {
            if (facts is { IsListed: true })
            {
                tally.Add(facts, 0);
            }
        }

        return tally.ToAnswer(null);
    }

    /// <summary>The products that fit the words.</summary>
    public async ValueTask<Found> FindAsync(SearchText text, CancellationToken cancellationToken)
    {
        if (text.IsOtherScript)
        {
            return await AskAsync(Question.LookAlike(text), null, cancellationToken);
        }

        var found = await AskAsync(Question.FullText(text, null), null, cancellationToken);
        if (found.Products.Count < Few && await RespellAsync(text, cancellationToken) is { } respelt)
        {
            var other = await AskAsync(Question.FullText(text, respelt), respelt.Text, cancellationToken);
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
        var products = await AllAsync(cancellationToken);
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

    private async ValueTask<SearchText?> RespellAsync(SearchText text, CancellationToken cancellationToken)
    {
        var lookalikes = await matcher.LookalikesAsync(text.Words, cancellationToken);
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < lookalikes.Count; i++)
        {
            if (Spelling.Nearest(text.Words[i], lookalikes[i]) is { } nearest)
            {
                spellings[text.Words[i]] = nearest;
            }
        }

        return spellings.Count == 0 ? null : text.Respelt(spellings);
    }
}

/// <summary>What fits some words.</summary>
/// <param name="Products">With how well each fits.</param>
/// <param name="Spelling">The nearest spelling, when it is that which found them.</param>
internal sealed record Found(IReadOnlyList<(Facts Facts, float Rank)> Products, string? Spelling);
