namespace Servepath.Pages.Storefront.Live;

/// <summary>Says what may be behind, without alarm.</summary>
internal static class StaleWords
{
    public static string? Of(IReadOnlyList<string> groups) =>
        groups.Count == 0 ? null
        : groups.Contains("price") ? (groups.Count == 1 ? "The price may be a few minutes old." : "Price, stock and date may be a few minutes old.")
        : "Stock and date may be a few minutes old.";
}
