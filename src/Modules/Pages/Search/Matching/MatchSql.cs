namespace Servepath.Pages.Search.Matching;

/// <summary>The statements that find words.</summary>
internal static class MatchSql
{
    /// <summary>How many products may have changed their words before a set is found anew.</summary>
    public const int MostChanges = 2000;

    /// <summary>
    /// Sent before a question: how alike a run of the title and what was typed must be; and what the planner cannot know:
    /// that the texts are in memory, and that none of this is worth compiling.
    /// </summary>
    public static readonly IReadOnlyList<string> Settings =
    [
        "set pg_trgm.word_similarity_threshold = 0.5", "set random_page_cost = 1.1", "set jit = off", "set client_min_messages = warning",
    ];

    /// <summary>
    /// For each word of $1: words that look like it, the likeliest first; then, since one slip leaves little of a short word,
    /// those of about its length with the same first letter; then those that differ in their beginning alone.
    /// </summary>
    public const string Lookalikes = """
        select array(
            select known.word from search.words known
            where known.word % asked.word
            order by similarity(known.word, asked.word) desc, known.word
            limit 16)
        || array(
            select known.word from search.words known
            where left(known.word, 1) = left(asked.word, 1) and length(known.word) between length(asked.word) - 2 and length(asked.word) + 2
            order by known.word
            limit 2000)
        || array(
            select known.word from search.words known
            where substr(known.word, 2) in (substr(asked.word, 2), asked.word)
               or known.word in (substr(asked.word, 2), reverse(left(asked.word, 2)) || substr(asked.word, 3))
            order by known.word
            limit 100)
        from unnest($1::text[]) with ordinality as asked (word, place)
        order by place
        """;

    /// <summary>For each word of $1: words with the same first letter, or the first two swapped, of which it may be the beginning, the shortest first.</summary>
    public const string LookalikeBeginnings = """
        select array(
            select known.word from search.words known
            where (left(known.word, 1) = left(asked.word, 1) or left(known.word, 2) = reverse(left(asked.word, 2)))
                and length(known.word) >= length(asked.word) - 1
            order by length(known.word), known.word
            limit 5000)
        from unnest($1::text[]) with ordinality as asked (word, place)
        order by place
        """;

    /// <summary>The titles of the products with the numbers in $1.</summary>
    public const string Titles = "select number, title from search.texts where number = any($1)";

    private const string Asked = """
        (select websearch_to_tsquery('english', $1) as exact,
                websearch_to_tsquery('english', $1)
                || (websearch_to_tsquery('english', $2) && to_tsquery('english', $3))
                || websearch_to_tsquery('english', $4) as query) asked
        """;

    /// <summary>All that fits: incarnation and revision of the read model, numbers, ranks.</summary>
    public static string All(Question question) => $"""
        select (select incarnation from search.position), (select revision from search.position),
               coalesce(array_agg(number), '{EmptyArray}'), coalesce(array_agg(rank), '{EmptyArray}')
        from (
            select t.number, ({question.Rank})::real as rank
            from {Asked}, search.texts t
            where {question.Fits}) as found
        """;

    /// <summary>Of what changed since: incarnation and revision of the read model, numbers, ranks or null. Its parameter is the last.</summary>
    public static string Since(Question question) => $"""
        select (select incarnation from search.position), (select revision from search.position),
               coalesce(array_agg(number), '{EmptyArray}'), coalesce(array_agg(rank), '{EmptyArray}')
        from (
            select t.number, case when {question.Fits} then ({question.Rank})::real end as rank
            from {Asked}, search.texts t
            where t.revision > ${question.Parameters.Count + 1}
            limit {MostChanges + 1}) as changed
        """;

    private const string EmptyArray = "{}";
}
