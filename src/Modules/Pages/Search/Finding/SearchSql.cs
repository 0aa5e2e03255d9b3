using System.Globalization;
using System.Text;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// The statement of search: what fits the words is put aside once, each product with the filters that it misses as bits;
/// total, page and facets are all counted from that. It answers with rows of (kind, value, number). Parameters: $1 size,
/// $2 first, $3 now, $4 the shop's currency, $5 brands, $6 categories, $7 lowest and $8 highest price, $9 lowest rating,
/// $10 in stock, $11 on sale; then $12 text, $13 head, $14 begun, $15 another spelling or nothing; then one
/// <c>%word%</c> each.
/// </summary>
internal static class SearchSql
{
    /// <summary>How many values of a facet are listed, besides the chosen.</summary>
    public const int MostValues = 30;

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

    /// <summary>
    /// Sent before a search: how alike a run of the title and what was typed must be to be found by
    /// <see cref="Trigrams"/>; room to keep a broad search's matches in memory; and what the planner cannot know. It takes
    /// what was put aside for a few hundred rows and would sort them by their texts to count facets, and it takes the
    /// model for too large to be in memory and would read all of it for one word in ten products: at 100,000 products
    /// that costs five times as much.
    /// </summary>
    public static readonly IReadOnlyList<string> Settings =
    [
        "set pg_trgm.word_similarity_threshold = 0.5", "set work_mem = '24MB'", "set jit = off", "set enable_sort = off", "set random_page_cost = 1.1",
        "set client_min_messages = warning",
    ];

    /// <summary>Popular products, then the largest categories.</summary>
    public const string Help = """
        select array(
            select id from search.products where listed
            order by in_stock desc, rating_count desc, id limit 8),
        array(
            select level from search.products, unnest(category) as level
            where listed and level <> ''
            group by level order by count(*) desc, level limit 12)
        """;

    // Words as the dictionary stems them; or the last of them only begun; or all of them in another spelling.
    private const string Asked = """
        (select websearch_to_tsquery('english', $12) as exact,
                websearch_to_tsquery('english', $12)
                || (websearch_to_tsquery('english', $13) && to_tsquery('english', $14))
                || websearch_to_tsquery('english', $15) as query) asked
        """;

    private const string FullTextRank = "(ts_rank('{0.1, 0.3, 0.5, 1.0}', p.tsv, asked.query, 1) * case when p.tsv @@ asked.exact then 1.0 else 0.7 end)";

    // What can be bought, and what many liked, stands before its equals: a mean of stars over five imagined threes.
    private const string Weight = "((case when p.in_stock then 1.0 else 0.6 end) * (0.8 + 0.04 * (p.rating_sum + 15) / (p.rating_count + 5)))";

    /// <summary>Everything.</summary>
    public static string All(SearchSort sort) => Statement("0", "search.products p", "true", sort == SearchSort.Relevance ? SearchSort.Newest : sort);

    /// <summary>Full text.</summary>
    public static string FullText(SearchSort sort) =>
        Statement($"{Weight} * {FullTextRank}", $"{Asked}, search.products p", "p.tsv @@ asked.query", sort);

    /// <summary>Full text, or every word somewhere in title and brand, or a run of them that looks like what was typed.</summary>
    public static string Trigrams(SearchSort sort, int words)
    {
        var within = new StringBuilder();
        for (var i = 0; i < words; i++)
        {
            within.Append(i == 0 ? string.Empty : " and ").Append("p.spelt like $").Append((i + 16).ToString(CultureInfo.InvariantCulture));
        }

        return Statement(
            $"""
            {Weight} * greatest(
                case when {within} then 1.0 else 0 end,
                word_similarity($12, p.spelt),
                case when p.tsv @@ asked.query then 1.0 + {FullTextRank} else 0 end)
            """,
            $"{Asked}, search.products p",
            $"(p.tsv @@ asked.query or ({within}) or $12 <% p.spelt)",
            sort);
    }

    private static string Order(SearchSort sort) => sort switch
    {
        SearchSort.PriceAsc => "case when currency = $4 then pay end asc nulls last, id",
        SearchSort.PriceDesc => "case when currency = $4 then pay end desc nulls last, id",
        SearchSort.Rating => "case when rating_count > 0 then (35 + rating_sum)::float8 / (10 + rating_count) end desc nulls last, rating_count desc, id",
        SearchSort.Newest => "added desc, id",
        SearchSort.BestSelling => "rating_count desc, id",
        _ => "rank desc, id",
    };

    private static string Statement(string rank, string from, string where, SearchSort sort) => $"""
        with found as materialized (
            select p.id, {rank} as rank, p.brand, p.category, p.added, p.rating_count, p.rating_sum, p.in_stock,
                   price.currency, price.pay, price.pay < price.list as on_sale,
                   case when cardinality($5::text[]) = 0 or p.brand = any($5) then 0 else 1 end
                   | case when cardinality($6::text[]) = 0 or p.category && $6 then 0 else 2 end
                   | case when ($7::numeric is null and $8::numeric is null)
                            or (price.currency = $4 and ($7 is null or price.pay >= $7) and ($8 is null or price.pay <= $8)) then 0 else 4 end
                   | case when $9::numeric is null or (p.rating_count > 0 and p.rating_sum >= $9 * p.rating_count) then 0 else 8 end
                   | case when not $10 or p.in_stock then 0 else 16 end
                   | case when not $11 or price.pay < price.list then 0 else 32 end as misses
            from {from}
            left join search.prices price on price.id = p.id and price.holds_from <= $3 and price.holds_until > $3
            where p.listed and {where}),
        counted as (
            select count(*)::int as matched,
                   count(*) filter (where misses = 0)::int as total,
                   count(*) filter (where misses | 16 = 16 and in_stock)::int as in_stock,
                   count(*) filter (where misses | 32 = 32 and on_sale)::int as on_sale,
                   count(*) filter (where misses | 4 = 4 and currency <> $4)::int as other_currencies,
                   count(*) filter (where misses | 8 = 8 and rating_count > 0 and rating_sum >= 4 * rating_count)::int as four,
                   count(*) filter (where misses | 8 = 8 and rating_count > 0 and rating_sum >= 3 * rating_count)::int as three,
                   count(*) filter (where misses | 8 = 8 and rating_count > 0 and rating_sum >= 2 * rating_count)::int as two,
                   count(*) filter (where misses | 8 = 8 and rating_count > 0 and rating_sum >= $9 * rating_count)::int as chosen
            from found),
        brands as (
            select brand as value, count(*)::int as number from found
            where misses | 1 = 1 and brand <> '' group by brand),
        paths as (
            select category, count(*) as number from found
            where misses | 2 = 2 group by category),
        categories as (
            select level as value, sum(number)::int as number
            from paths, lateral (select distinct level from unnest(category) as level where level <> '') as levels group by level)
        select kind, value, number from counted, lateral (values
            ('matched', null, matched), ('total', null, total), ('other', null, other_currencies), ('stock', '1', in_stock), ('sale', '1', on_sale),
            ('rating', '4', four), ('rating', '3', three), ('rating', '2', two), ('rating', 'chosen', chosen)) as counts (kind, value, number)
        union all
        select 'id', id, (row_number() over ())::int from (
            select id from found where misses = 0
            order by {Order(sort)}
            limit $1 offset (select greatest(0, least($2, (total - 1) / $1 * $1)) from counted)) as page
        union all
        select 'brand', value, number from (
            select value, number, row_number() over (order by number desc, value) as place from brands) as ranked
        where place <= {MostValues} or value = any($5)
        union all
        select 'category', value, number from (
            select value, number, row_number() over (order by number desc, value) as place from categories) as ranked
        where place <= {MostValues} or value = any($6)
        """;
}
