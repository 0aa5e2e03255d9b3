namespace Servepath.Domains.Catalog;

/// <summary>A product among all others.</summary>
/// <param name="Id">Of the product.</param>
/// <param name="Changed">When what Catalog says of it last changed, in UTC: its words and pictures, not its price or stock.</param>
public sealed record ListedProduct(string Id, DateTime Changed);

/// <summary>Which products there are, by Catalog's own word, in order of id. Thread-safe.</summary>
/// <remarks>Every member throws <see cref="Servepath.Resilience.ComponentUnavailableException"/> when Catalog cannot be asked now.</remarks>
public interface IProductList
{
    /// <summary>At most <paramref name="most"/> (1 to 50,000) products after the id <paramref name="after"/>; the first ones after an empty text.</summary>
    ValueTask<IReadOnlyList<ListedProduct>> ProductsAsync(string after, int most, CancellationToken cancellationToken);

    /// <summary>
    /// After which id each part begins when all products are cut into parts of <paramref name="size"/>: the first part after an
    /// empty text, so one text more than there are cuts. One pass over all ids.
    /// </summary>
    ValueTask<IReadOnlyList<string>> PartsAsync(int size, CancellationToken cancellationToken);
}
