using Npgsql;
using Servepath.Domains.Inventory;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Following;

/// <summary>Applies the group <c>stock</c>: whether there is any, for ranking.</summary>
internal static class Stocks
{
    private const string Upsert = """
        insert into search.products as p (id, stock_version, in_stock, quantity)
        select * from unnest($1, $2, $3, $4)
        on conflict (id) do update set
            stock_version = excluded.stock_version, in_stock = excluded.in_stock, quantity = excluded.quantity
        where p.stock_version < excluded.stock_version
        """;

    public static void Write(NpgsqlBatch batch, IReadOnlyList<(string Id, GroupValue Value)> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        var bodies = Array.ConvertAll([.. news], entry => Json.TryRead<Stock>(entry.Value.Json.Span));
        batch.Add(
            Upsert,
            news.Select(entry => entry.Id).ToArray(),
            news.Select(entry => entry.Value.Version).ToArray(),
            bodies.Select(body => body?.InStock ?? false).ToArray(),
            bodies.Select(body => body?.Quantity).ToArray());
    }
}
