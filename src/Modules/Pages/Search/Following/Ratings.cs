using Npgsql;
using Servepath.Domains.Reviews;
using Servepath.Kernel;

namespace Servepath.Pages.Search.Following;

/// <summary>Applies the group <c>rating</c>: count and sum, for ranking.</summary>
internal static class Ratings
{
    private const string Update = """
        update search.products p set
            rating_version = n.version, rating_count = n.count, rating_sum = n.sum, revision = (select revision from search.position)
        from unnest($1, $2, $3, $4) as n (id, version, count, sum)
        where p.id = n.id and p.rating_version < n.version
        """;

    public static void Write(NpgsqlBatch batch, IReadOnlyList<(string Id, GroupValue Value)> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        var bodies = Array.ConvertAll([.. news], entry => Json.TryRead<Rating>(entry.Value.Json.Span));
        batch.Add(
            Update,
            news.Select(entry => entry.Id).ToArray(),
            news.Select(entry => entry.Value.Version).ToArray(),
            bodies.Select(body => body?.Count ?? 0).ToArray(),
            bodies.Select(body => body?.Sum ?? 0).ToArray());
    }
}
