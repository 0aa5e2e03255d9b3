using Dapper;
using Servepath.Postgres;
using Servepath.Resilience;

namespace Servepath.Domains.Catalog;

/// <inheritdoc cref="IProductList"/>
internal sealed class ProductList(OwnersDatabase database, IGuard guard) : IProductList
{
    private const int Most = 50_000;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<ListedProduct>> ProductsAsync(string after, int most, CancellationToken cancellationToken) => AskAsync<ListedProduct>(
        """
        select id as "Id", coalesce(changed, added) as "Changed"
        from catalog.products where id > @after and not deleted and version > 0 order by id limit @most
        """,
        new { after, most = Math.Clamp(most, 1, Most) },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> PartsAsync(int size, CancellationToken cancellationToken)
    {
        var lasts = await AskAsync<string>(
            """
            select id from (
                select id, row_number() over (order by id) as place, count(*) over () as total
                from catalog.products where not deleted and version > 0) as listed
            where place % @size = 0 and place < total order by place
            """,
            new { size = Math.Max(1, size) },
            cancellationToken);
        return [string.Empty, .. lasts];
    }

    private ValueTask<IReadOnlyList<T>> AskAsync<T>(string statement, object parameters, CancellationToken cancellationToken) =>
        guard.RunAsync<(OwnersDatabase Database, string Statement, object Parameters), IReadOnlyList<T>>(
            static async (call, token) =>
            {
                await using var connection = await call.Database.Source.OpenConnectionAsync(token);
                return (await connection.QueryAsync<T>(new CommandDefinition(call.Statement, call.Parameters, cancellationToken: token))).AsList();
            },
            (database, statement, parameters),
            cancellationToken);
}
