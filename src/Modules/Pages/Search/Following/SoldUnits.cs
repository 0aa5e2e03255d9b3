using Npgsql;
using Servepath.Domains.Ordering;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Following;

/// <summary>Applies the group <c>sales</c>: units sold, for the order <c>best_selling</c>.</summary>
internal static class SoldUnits
{
    private const string Update = """
        update search.products p set
            sales_version = n.version, sold = n.sold, revision = (select revision from search.position)
        from unnest($1, $2, $3) as n (id, version, sold)
        where p.id = n.id and p.sales_version < n.version
        """;

    public static void Write(NpgsqlBatch batch, IReadOnlyList<(string Id, GroupValue Value)> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        batch.Add(
            Update,
            news.Select(entry => entry.Id).ToArray(),
            news.Select(entry => entry.Value.Version).ToArray(),
            news.Select(entry => Json.TryRead<Sales>(entry.Value.Json.Span)?.Units ?? 0).ToArray());
    }
}
