using System.Data.Common;
using Dapper;

namespace Servepath.Domains.Catalog;

/// <inheritdoc cref="IProductTitles"/>
internal sealed class ProductTitles : IProductTitles
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<(string Id, string Title)>(new CommandDefinition(
            "select id, title from catalog.products where id = any(@ids) and not deleted and version > 0",
            new { ids = products.ToArray() }, cancellationToken: cancellationToken)))
        .ToDictionary(row => row.Id, row => row.Title, StringComparer.Ordinal);
}
