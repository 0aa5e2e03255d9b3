using Dapper;
using Npgsql;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>Units sold by product, published as the group <c>sales</c> in the transaction that confirms or cancels.</summary>
internal static class SalesStore
{
    private const string Domain = "product";

    /// <summary>Adds <paramref name="units"/> by product; below zero takes back. The products are locked in order of id.</summary>
    public static async ValueTask MoveAsync(OwnerTransaction transaction, IReadOnlyDictionary<string, int> units, CancellationToken cancellationToken)
    {
        var products = units.Keys.Order(StringComparer.Ordinal).ToArray();
        var rows = (await transaction.Connection.QueryAsync<(string Product, long Units, long Version)>(new CommandDefinition(
            """
            insert into ordering.sales (product, units, version)
            select product, 0, 0 from unnest(@products) with ordinality as wanted(product, place) order by place
            on conflict (product) do nothing;

            select product, units, version from ordering.sales where product = any(@products) order by product for update
            """,
            new { products }, transaction.Transaction, cancellationToken: cancellationToken))).AsList();
        var moved = rows.ConvertAll(row => (row.Product, Units: row.Units + units[row.Product], Version: transaction.NextVersion(row.Version)));
        foreach (var (product, sold, version) in moved)
        {
            transaction.Publish(Domain, product, Sales.Group, GroupValue.Plain(version, Json.Bytes(new Sales(sold))));
        }

        transaction.PutOff(
            """
            update ordering.sales s set units = m.units, version = m.version
            from unnest(@products, @units, @versions) as m(product, units, version) where s.product = m.product
            """,
            new NpgsqlParameter("products", moved.ConvertAll(row => row.Product).ToArray()),
            new NpgsqlParameter("units", moved.ConvertAll(row => row.Units).ToArray()),
            new NpgsqlParameter("versions", moved.ConvertAll(row => row.Version).ToArray()));
    }
}
