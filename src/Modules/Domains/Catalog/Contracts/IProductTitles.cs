using System.Data.Common;

namespace Servepath.Domains.Catalog;

/// <summary>Which products there are, and their titles, by Catalog's own word. Thread-safe.</summary>
public interface IProductTitles
{
    /// <summary>Titles by product; products that Catalog does not have are left out.</summary>
    /// <param name="connection">Over the owners' database; inside of its transaction when it has one.</param>
    /// <param name="products">At most 200.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, CancellationToken cancellationToken);
}
