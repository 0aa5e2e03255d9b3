using Npgsql;
using Servepath.Domains.Reviews;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Following;

/// <summary>Applies the group <c>rating</c>: count and sum, for ranking.</summary>
internal static class Ratings
{
    private const string Upsert = """
        insert into search.products as p (id, rating_version, rating_count, rating_sum)
        select * from unnest($1, $2, $3, $4)
        on conflict (id) do update set
            rating_version = excluded.rating_version, rating_count = excluded.rating_count, rating_sum = excluded.rating_sum
        where p.rating_version < excluded.rating_version
        """;

    public static void Write(NpgsqlBatch batch, IReadOnlyList<(string Id, GroupValue Value)> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        var bodies = Array.ConvertAll([.. news], entry => Json.TryRead<Rating>(entry.Value.Json.Span));
        batch.Add(
            Upsert,
            news.Select(entry => entry.Id).ToArray(),
            news.Select(entry => entry.Value.Version).ToArray(),
            bodies.Select(body => body?.Count ?? 0).ToArray(),
            bodies.Select(body => body?.Sum ?? 0).ToArray());
    }
}
