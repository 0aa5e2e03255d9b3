using System.Data.Common;
using Dapper;

namespace Servepath.Domains.Catalog;

/// <inheritdoc cref="IProductTitles"/>
internal sealed class ProductTitles : IProductTitles
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, ProductTitle>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<(string Id, string Title, bool Deleted)>(new CommandDefinition(
            "select id, title, deleted from catalog.products where id = any(@ids) and version > 0",
            new { ids = products.ToArray() }, cancellationToken: cancellationToken)))
        .ToDictionary(row => row.Id, row => new ProductTitle(row.Title, !row.Deleted), StringComparer.Ordinal);
}
