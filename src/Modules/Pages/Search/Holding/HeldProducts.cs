using System.Collections.Concurrent;

namespace Servepath.Pages.Search.Holding;

/// <summary>
/// The facts of all products. One writer at a time puts products in; readers take no lock: each product is one
/// reference that is swapped whole, so whoever reads it once sees it as it was at one moment.
/// </summary>
internal sealed class HeldProducts
{
    private readonly ConcurrentDictionary<string, Name> brands = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Name> levels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, CategoryPath> paths = new(StringComparer.Ordinal);
    private Facts?[] byNumber = [];

    /// <summary>By number; entries without a product are null. May grow while it is looked through: take it once.</summary>
    public Facts?[] All => Volatile.Read(ref byNumber);

    public void Put(Facts facts)
    {
        if (facts.Number >= byNumber.Length)
        {
            var larger = new Facts?[Math.Max(1024, Math.Max(facts.Number + 1, byNumber.Length * 2))];
            byNumber.CopyTo(larger, 0);
            larger[facts.Number] = facts;
            Volatile.Write(ref byNumber, larger);
            return;
        }

        Volatile.Write(ref byNumber[facts.Number], facts);
    }

    public Facts? Find(int number) => number < byNumber.Length ? byNumber[number] : null;

    public Name Brand(string text) => Named(brands, text);

    public CategoryPath Category(string[] category)
    {
        var key = string.Join('\u001f', category);
        return paths.TryGetValue(key, out var path)
            ? path
            : paths[key] = new(paths.Count, [.. category.Where(level => level.Length > 0).Distinct(StringComparer.Ordinal).Select(level => Named(levels, level))]);
    }

    private static Name Named(ConcurrentDictionary<string, Name> names, string text) =>
        names.TryGetValue(text, out var name) ? name : names[text] = new(names.Count, text);
}
