using System.Globalization;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>A page of what was found.</summary>
/// <param name="Shell">Around it.</param>
/// <param name="Text">As typed.</param>
/// <param name="Total">Found in all.</param>
/// <param name="Suggestion">Another spelling that is among the results.</param>
/// <param name="IsKept">The list is from before: the database does not answer.</param>
/// <param name="Cards">Of this page.</param>
/// <param name="Pager">To the others.</param>
internal sealed record SearchModel(PageShell Shell, string Text, int Total, string? Suggestion, bool IsKept, IReadOnlyList<Card> Cards, Pager Pager)
{
    public bool IsStale => Cards.Any(card => card.IsStale);

    public string CountText => Total switch
    {
        0 => "No products",
        1 => "1 product",
        _ => $"{Total.ToString("N0", CultureInfo.InvariantCulture)} products",
    };

    public string? SuggestionAddress => Suggestion is null ? null : SearchAddress.Of(Suggestion, 1);
}

/// <summary>Addresses of the search page: every state is one that can be shared and gone back to.</summary>
internal static class SearchAddress
{
    public static string Of(string text, int page) =>
        (text.Length, page) switch
        {
            (0, <= 1) => "/search",
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"/search?page={page}"),
            (_, <= 1) => $"/search?q={Uri.EscapeDataString(text)}",
            _ => string.Create(CultureInfo.InvariantCulture, $"/search?q={Uri.EscapeDataString(text)}&page={page}"),
        };
}
