using System.Security.Cryptography;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Finding;

/// <summary>A request as the database is asked: in bounds, and the same for all requests that mean the same. Immutable.</summary>
internal sealed record Wanted(string Text, int Page, int Size, SearchFilters Filters, SearchSort Sort)
{
    private const int LastPage = 10_000;
    private const int LargestPage = 100;
    private const int MostValues = 20;
    private const int LongestValue = 300;

    public static Wanted From(SearchRequest request)
    {
        var text = SearchText.Read(request.Text).Text;
        return new(
            text,
            Math.Clamp(request.Page, 1, LastPage),
            Math.Clamp(request.Size, 1, LargestPage),
            request.Filters with { Categories = Values(request.Filters.Categories), Brands = Values(request.Filters.Brands) },
            text.Length == 0 && request.Sort == SearchSort.Relevance ? SearchSort.Newest : request.Sort);
    }

    /// <summary>Short, and different for requests that differ.</summary>
    public string Name() => $"search/{Convert.ToHexStringLower(SHA256.HashData(Json.Bytes(this)))}";

    /// <summary>The spellings of the chosen categories: a level may stand in the catalogue with or without a capital.</summary>
    public string[] CategorySpellings() =>
        [.. Filters.Categories.SelectMany(category => new[] { category, char.ToUpperInvariant(category[0]) + category[1..], char.ToLowerInvariant(category[0]) + category[1..] }).Distinct(StringComparer.Ordinal)];

    private static string[] Values(IReadOnlyList<string> values) =>
    [
        .. values.Where(value => value.Length is > 0 and <= LongestValue && !value.Contains('\0'))
            .Distinct(StringComparer.Ordinal).Take(MostValues).Order(StringComparer.Ordinal),
    ];
}
