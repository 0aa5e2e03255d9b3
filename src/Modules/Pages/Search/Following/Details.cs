using Npgsql;
using Servepath.Domains.Catalog;
using Servepath.Kernel;
using Servepath.Pages.Search.Finding;

namespace Servepath.Pages.Search.Following;

/// <summary>Applies the group <c>details</c>: what a product is called, and whether it is listed at all.</summary>
internal static class Details
{
    // Categories travel as one text each: arrays of arrays would have to be of one length.
    private const char Between = '\u001f';

    private const string Upsert = """
        with news as (
            select id, version, listed, title, brand, case when category = '' then '{}' else string_to_array(category, E'\x1f') end as category, description, added
            from unnest($1, $2, $3, $4, $5, $6, $7, $8) as n (id, version, listed, title, brand, category, description, added)),
        raised as (
            update search.products p set
                details_version = news.version, listed = news.listed, brand = news.brand, category = news.category, added = news.added,
                revision = (select revision from search.position)
            from news
            where p.id = news.id and p.details_version < news.version
            returning p.number, p.revision, news.listed, news.title, news.brand, news.category, news.description),
        gone as (
            delete from search.texts using raised
            where texts.number = raised.number and not raised.listed)
        insert into search.texts as t (number, revision, title, spelt, grams, tsv)
        select number, revision, title, spelt, search.grams(spelt), search.stemmed(title, brand, category, description)
        from raised, lateral search.spelt(title, brand) as spelt
        where listed
        on conflict (number) do update set
            revision = excluded.revision, title = excluded.title, spelt = excluded.spelt, grams = excluded.grams, tsv = excluded.tsv
        """;

    private const string Learn = "insert into search.words (word) select unnest($1) on conflict do nothing";

    public static void Write(NpgsqlBatch batch, IReadOnlyList<(string Id, GroupValue Value)> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        var bodies = Array.ConvertAll([.. news], entry => Json.TryRead<ProductDetails>(entry.Value.Json.Span));
        batch.Add(
            Upsert,
            news.Select(entry => entry.Id).ToArray(),
            news.Select(entry => entry.Value.Version).ToArray(),
            bodies.Select(body => body is not null).ToArray(),
            Texts(bodies, body => body.Title),
            Texts(bodies, body => body.Brand),
            Texts(bodies, body => string.Join(Between, (body.Category ?? []).Select(level => level.Replace(Between, ' ')))),
            Texts(bodies, body => body.Description),
            bodies.Select(body => body?.Added.ToUniversalTime() ?? DateTimeOffset.UnixEpoch).ToArray());

        var words = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var body in bodies.OfType<ProductDetails>())
        {
            words.UnionWith(Words.Of(body.Title));
            words.UnionWith(Words.Of(body.Brand ?? string.Empty));
            words.UnionWith((body.Category ?? []).SelectMany(Words.Of));
        }

        batch.Add(Learn, (object)words.Where(Words.IsLearnt).ToArray());
    }

    // PostgreSQL takes no zero characters in texts.
    private static string[] Texts(ProductDetails?[] bodies, Func<ProductDetails, string?> text) =>
        Array.ConvertAll(bodies, body => (body is null ? null : text(body))?.Replace('\0', ' ') ?? string.Empty);
}
