namespace Servepath.Pages.Search;

/// <summary>What a suggestion leads to.</summary>
public enum SuggestionKind
{
    /// <summary>A level of a product's path of categories.</summary>
    Category,

    /// <summary>A brand.</summary>
    Brand,

    /// <summary>A product.</summary>
    Product,
}

/// <summary>One way on from what was typed so far.</summary>
/// <param name="Kind">What it leads to.</param>
/// <param name="Text">The category or brand as the catalogue writes it, or the product's title.</param>
/// <param name="Id">The product; null for the others.</param>
public sealed record Suggestion(SuggestionKind Kind, string Text, string? Id);
