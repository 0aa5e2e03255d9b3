using System.Globalization;
using System.Text;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// The statements of search. Each answers with one row: how many were found, and the ids of the page asked for, or of
/// the last page when that lies beyond the end. The same parameters throughout: $1 size, $2 first; see each for more.
/// </summary>
internal static class SearchSql
{
    /// <summary>Everything, newest first.</summary>
    public const string All = """
        with counted as (select count(*)::int as total from search.products where listed)
        select total, array(
            select id from search.products where listed order by added desc, id
            limit $1 offset least($2, (total - 1) / $1 * $1))
        from counted
        """;

    /// <summary>Full text: $3 text, $4 head, $5 begun, $6 another spelling or nothing.</summary>
    public const string FullText = $"""
        with asked as ({Asked}),
        found as materialized (
            select id, {Weight} * {FullTextRank} as rank
            from search.products p, asked
            where p.listed and p.tsv @@ asked.query)
        {Page}
        """;

    /// <summary>For each word of $1: words that look like it, the likeliest first.</summary>
    public const string Lookalikes = """
        select array(
            select known.word from search.words known
            where known.word % asked.word
            order by similarity(known.word, asked.word) desc, known.word
            limit 16)
        from unnest($1::text[]) with ordinality as asked (word, place)
        order by place
        """;

    /// <summary>How alike a run of the title and what was typed must be to be found by <see cref="Trigrams"/>. Sent before it.</summary>
    public const string Likeness = "set pg_trgm.word_similarity_threshold = 0.5";

    // Words as the dictionary stems them; or the last of them only begun; or all of them in another spelling.
    private const string Asked = """
        select websearch_to_tsquery('english', $3) as exact,
               websearch_to_tsquery('english', $3)
               || (websearch_to_tsquery('english', $4) && to_tsquery('english', $5))
               || websearch_to_tsquery('english', $6) as query
        """;

    private const string FullTextRank = "(ts_rank('{0.1, 0.3, 0.5, 1.0}', p.tsv, asked.query, 1) * case when p.tsv @@ asked.exact then 1.0 else 0.7 end)";

    // What can be bought, and what many liked, stands before its equals: a mean of stars over five imagined threes.
    private const string Weight = "((case when p.in_stock then 1.0 else 0.6 end) * (0.8 + 0.04 * (p.rating_sum + 15) / (p.rating_count + 5)))";

    private const string Page = """
        , counted as (select count(*)::int as total from found)
        select total, array(
            select id from found order by rank desc, id
            limit $1 offset least($2, (total - 1) / $1 * $1))
        from counted
        """;

    /// <summary>
    /// Full text, or every word somewhere in title and brand, or a run of them that looks like what was typed.
    /// As <see cref="FullText"/>, then $7 and following: one <c>%word%</c> each.
    /// </summary>
    public static string Trigrams(int words)
    {
        var within = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            within.Append(i == 0 ? string.Empty : " and ").Append("p.spelt like $").Append((i + 7).ToString(CultureInfo.InvariantCulture));
        }

        return $"""
            with asked as ({Asked}),
            found as materialized (
                select id, {Weight} * greatest(
                    case when {within} then 1.0 else 0 end,
                    word_similarity($3, p.spelt),
                    case when p.tsv @@ asked.query then 1.0 + {FullTextRank} else 0 end) as rank
                from search.products p, asked
                where p.listed and (p.tsv @@ asked.query or ({within}) or $3 <% p.spelt))
            {Page}
            """;
    }
}
