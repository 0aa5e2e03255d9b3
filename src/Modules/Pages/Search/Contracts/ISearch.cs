namespace Servepath.Pages.Search;

/// <summary>What a shopper asks for.</summary>
/// <param name="Text">As typed; may be empty: everything. What is over 200 characters is not read.</param>
/// <param name="Page">From 1; a lower one counts as 1, one beyond the end as the last.</param>
/// <param name="Size">Products on a page, 1 to 100.</param>
public sealed record SearchRequest(string Text, int Page, int Size)
{
    /// <summary>What products must be, besides the words.</summary>
    public SearchFilters Filters { get; init; } = SearchFilters.None;

    /// <summary>The order of what is found.</summary>
    public SearchSort Sort { get; init; }
}

/// <summary>Finds products by words: stemmed, by the beginning of the last word, with typos forgiven, in any script. Thread-safe.</summary>
public interface ISearch
{
    /// <summary>Finds one page. The answer may be seconds old.</summary>
    /// <returns>Null when the database does not answer and no earlier answer to the same request is kept.</returns>
    ValueTask<SearchAnswer?> FindAsync(SearchRequest request, CancellationToken cancellationToken);

    /// <summary>What to show to someone who found nothing. May be a minute old; while the database does not answer, as of the last search, and empty before the first.</summary>
    ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken);

    /// <summary>
    /// What someone may mean who has typed this so far: categories and brands of which it begins a word, then products. Typos
    /// are forgiven. May be half a minute old.
    /// </summary>
    /// <param name="typed">What is over 200 characters is not read; under two characters no products are looked for.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns>At most ten; null when the database does not answer and nothing is kept.</returns>
    ValueTask<IReadOnlyList<Suggestion>?> SuggestAsync(string typed, CancellationToken cancellationToken);

    /// <summary>Whether an answer to this very request is kept, so that it would be answered while the database is away. Asks nobody.</summary>
    bool IsKept(SearchRequest request);
}
