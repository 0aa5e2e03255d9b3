namespace Servepath.Pages.Search;

/// <summary>What a shopper asks for.</summary>
/// <param name="Text">As typed; may be empty: everything, newest first. What is over 200 characters is not read.</param>
/// <param name="Page">From 1; a lower one counts as 1.</param>
/// <param name="Size">Products on a page, 1 to 100.</param>
public sealed record SearchRequest(string Text, int Page, int Size);

/// <summary>One page of what was found. Only ids: what a card shows is read from the serving layer.</summary>
/// <param name="Total">Products found, over all pages.</param>
/// <param name="Page">The page that this is, from 1.</param>
/// <param name="Pages">How many pages there are; 0 when nothing was found.</param>
/// <param name="Ids">The products of this page, best first.</param>
/// <param name="Suggestion">The nearest spelling, when the words as typed find little; what it finds is among the products.</param>
/// <param name="IsStale">True when the answer was kept from before, because the database does not answer now.</param>
public sealed record SearchAnswer(int Total, int Page, int Pages, IReadOnlyList<string> Ids, string? Suggestion, bool IsStale);

/// <summary>Finds products by words: stemmed, by the beginning of the last word, with typos forgiven, in any script. Thread-safe.</summary>
public interface ISearch
{
    /// <summary>Finds one page. The answer may be seconds old.</summary>
    /// <returns>Null when the database does not answer and no earlier answer to the same request is kept.</returns>
    ValueTask<SearchAnswer?> FindAsync(SearchRequest request, CancellationToken cancellationToken);
}
