using Servepath.Pages.Search.Counting;
using Servepath.Pages.Search.Holding;
using Servepath.Pages.Search.Matching;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// Suggests while someone types: categories and brands of which each typed word begins a word, then the products that most
/// people would mean. When there is nothing, the same once more with the typed words put right. Thread-safe.
/// </summary>
internal sealed class Suggester(Matcher matcher, ProductHolder holder)
{
    private const int Most = 10;
    private const int MostCategories = 3;
    private const int MostBrands = 2;
    private const int ShortestForProducts = 2;

    public async ValueTask<IReadOnlyList<Suggestion>> SuggestAsync(SearchText text, CancellationToken cancellationToken)
    {
        await holder.CatchUpAsync(cancellationToken);
        var suggestions = await AskAsync(text, cancellationToken);
        return suggestions.Count == 0 && await RespellAsync(text, cancellationToken) is { } respelt ? await AskAsync(respelt, cancellationToken) : suggestions;
    }

    private async ValueTask<IReadOnlyList<Suggestion>> AskAsync(SearchText text, CancellationToken cancellationToken)
    {
        var suggestions = new List<Suggestion>(Most);
        suggestions.AddRange(Names(text.Words));
        if (text.Text.Length >= ShortestForProducts)
        {
            suggestions.AddRange(await ProductsAsync(text, Most - suggestions.Count, cancellationToken));
        }

        return suggestions;
    }

    private IEnumerable<Suggestion> Names(IReadOnlyList<string> words)
    {
        var products = holder.Products;
        var categories = new NameCounts();
        var brands = new NameCounts();
        var fits = new Dictionary<Name, bool>(ReferenceEqualityComparer.Instance);
        foreach (var facts in products.All)
        {
            if (facts is { IsListed: true })
            {
                foreach (var level in facts.Category.Levels)
                {
                    Count(categories, level);
                }

                Count(brands, facts.Brand);
            }
        }

        return categories.Most(MostCategories, _ => false).Select(value => new Suggestion(SuggestionKind.Category, value.Value, null))
            .Concat(brands.Most(MostBrands, _ => false).Select(value => new Suggestion(SuggestionKind.Brand, value.Value, null)));

        void Count(NameCounts counts, Name name)
        {
            if (!fits.TryGetValue(name, out var isBegun))
            {
                fits[name] = isBegun = IsBegun(name.Text, words);
            }

            if (isBegun)
            {
                counts.Add(name);
            }
        }
    }

    private static bool IsBegun(string name, IReadOnlyList<string> words)
    {
        var parts = Words.Of(name).ToArray();
        return words.All(word => Array.Exists(parts, part => part.StartsWith(word, StringComparison.Ordinal)));
    }

    private async ValueTask<IEnumerable<Suggestion>> ProductsAsync(SearchText text, int most, CancellationToken cancellationToken)
    {
        var set = await matcher.FindAsync(text.IsOtherScript ? Question.LookAlike(text) : Question.Unranked(text), cancellationToken);
        await holder.CatchUpAsync(cancellationToken);
        var products = holder.Products;
        // Some of the first may be called the same.
        var best = new BestPlaces(most * 4);
        for (var i = 0; i < set.Numbers.Length; i++)
        {
            if (products.Find(set.Numbers[i]) is { IsListed: true } facts)
            {
                best.Add(facts, Place.Popular(facts, set.Ranks[i]));
            }
        }

        var first = best.From(0);
        var titles = await matcher.TitlesAsync(Array.ConvertAll(first, facts => facts.Number), cancellationToken);
        return first.Where(facts => titles.ContainsKey(facts.Number))
            .Select(facts => new Suggestion(SuggestionKind.Product, titles[facts.Number], facts.Id))
            .DistinctBy(suggestion => suggestion.Text, StringComparer.OrdinalIgnoreCase).Take(most);
    }

    private async ValueTask<SearchText?> RespellAsync(SearchText text, CancellationToken cancellationToken)
    {
        var lookalikes = await matcher.LookalikeBeginningsAsync(text.Words, cancellationToken);
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < lookalikes.Count; i++)
        {
            // Only the last word may be unfinished.
            var nearest = i == lookalikes.Count - 1 ? Spelling.NearestBegun(text.Words[i], lookalikes[i]) : Spelling.Nearest(text.Words[i], lookalikes[i]).FirstOrDefault();
            if (nearest is not null)
            {
                spellings[text.Words[i]] = nearest;
            }
        }

        return spellings.Count == 0 ? null : text.Respelt(spellings);
    }
}
