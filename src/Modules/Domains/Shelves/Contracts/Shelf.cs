namespace Servepath.Domains.Shelves;

/// <summary>Body of the group <c>items</c> of the serving domain <c>shelf</c>.</summary>
/// <param name="Title">For people.</param>
/// <param name="Query">The search that shows more of it, such as <c>?on_sale=1</c>; null when there is none.</param>
/// <param name="Ids">Products in order; up to 24.</param>
public sealed record Shelf(string Title, string? Query, IReadOnlyList<string> Ids)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "items";

    /// <summary>The serving domain.</summary>
    public const string Domain = "shelf";

    /// <summary>The key of the row that lists the shelves of home, in order, in its <see cref="Ids"/>.</summary>
    public const string Home = "home";
}
