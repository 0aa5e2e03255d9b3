using System.Data.Common;

namespace Servepath.Domains.Catalog;

/// <summary>What Catalog calls a product.</summary>
/// <param name="Title">As it is, or as it was last.</param>
/// <param name="IsSold">False once it was taken out of the shop: the title still says to people what it was.</param>
public sealed record ProductTitle(string Title, bool IsSold);

/// <summary>Which products there are, and their titles, by Catalog's own word. Thread-safe.</summary>
public interface IProductTitles
{
    /// <summary>Titles by product; products that Catalog never had are left out.</summary>
    /// <param name="connection">Over the owners' database; inside of its transaction when it has one.</param>
    /// <param name="products">At most 200.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    ValueTask<IReadOnlyDictionary<string, ProductTitle>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, CancellationToken cancellationToken);
}
