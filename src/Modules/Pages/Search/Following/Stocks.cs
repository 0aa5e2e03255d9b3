using Npgsql;
using Servepath.Domains.Inventory;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Following;

/// <summary>Applies the group <c>stock</c>: whether there is any, for ranking.</summary>
internal static class Stocks
{
    private const string Update = """
        update search.products p set
            stock_version = n.version, in_stock = n.in_stock, quantity = n.quantity, revision = (select revision from search.position)
        from unnest($1, $2, $3, $4) as n (id, version, in_stock, quantity)
        where p.id = n.id and p.stock_version < n.version
        """;

    public static void Write(NpgsqlBatch batch, IReadOnlyList<(string Id, GroupValue Value)> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        var bodies = Array.ConvertAll([.. news], entry => Json.TryRead<Stock>(entry.Value.Json.Span));
        batch.Add(
            Update,
            news.Select(entry => entry.Id).ToArray(),
            news.Select(entry => entry.Value.Version).ToArray(),
            bodies.Select(body => body?.InStock ?? false).ToArray(),
            bodies.Select(body => body?.Quantity).ToArray());
    }
}
