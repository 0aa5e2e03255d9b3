using Npgsql;

namespace Servepath.Pages.Search.Following;

/// <summary>Gives products that were never heard of a row and a number. Numbers have no gaps, which no sequence promises.</summary>
internal static class Arrivals
{
    private const string Insert = """
        insert into search.products (id, number, revision)
        select new.id, (select coalesce(max(number), 0) from search.products) + row_number() over (order by new.id), (select revision from search.position)
        from unnest($1) as new (id)
        where not exists (select from search.products known where known.id = new.id)
        """;

    public static void Write(NpgsqlBatch batch, IReadOnlyList<string> ids) => batch.Add(Insert, (object)ids.ToArray());
}
