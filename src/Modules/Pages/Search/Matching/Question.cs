using System.Globalization;
using System.Text;
using Servepath.Pages.Search.Finding;

namespace Servepath.Pages.Search.Matching;

/// <summary>
/// One way of asking for words. Parameters of its parts: $1 text, $2 head, $3 begun, $4 other spellings or nothing; then
/// one <c>%word%</c> each. Immutable; two questions with the same <see cref="Key"/> are the same.
/// </summary>
/// <param name="Key">Says everything that the answer depends on.</param>
/// <param name="Fits">The condition that a row of <c>search.texts t</c> fits.</param>
/// <param name="Rank">How well a row that fits does so.</param>
/// <param name="Parameters">In order.</param>
internal sealed record Question(string Key, string Fits, string Rank, IReadOnlyList<string> Parameters)
{
    private const int LeastTrigram = 3;

    private const string Ranked = "(ts_rank('{0.1, 0.3, 0.5, 1.0}', t.tsv, asked.query, 1) * case when t.tsv @@ asked.exact then 1.0 else 0.7 end)";

    /// <summary>Words as the dictionary stems them; or the last of them only begun; or all of them in other spellings.</summary>
    public static Question FullText(SearchText text, IReadOnlyList<SearchText> respelt)
    {
        var others = string.Join(" or ", respelt.Select(one => one.Text));
        return new($"words\n{text.Text}\n{others}", "t.tsv @@ asked.query", Ranked, [text.Text, text.Head, text.Begun, others]);
    }

    /// <summary>As <see cref="FullText"/>, for those who want them by something else than how well they fit.</summary>
    public static Question Unranked(SearchText text) => new($"any\n{text.Text}", "t.tsv @@ asked.query", "1", [text.Text, text.Head, text.Begun, string.Empty]);

    /// <summary>Full text, or every word somewhere in title and brand, or a run of them that looks like what was typed.</summary>
    public static Question LookAlike(SearchText text)
    {
        var within = Within(text.Words);
        return new(
            $"alike\n{text.Text}",
            $"(t.tsv @@ asked.query or ({within}) or $1 <% t.spelt)",
            $"greatest(case when {within} then 1.0 else 0 end, word_similarity($1, t.spelt), case when t.tsv @@ asked.query then 1.0 + {Ranked} else 0 end)",
            [text.Text, text.Head, text.Begun, string.Empty, .. text.Words.Select(word => $"%{word}%")]);
    }

    // An index finds three letters of any script, and any number of those that have grams; one or two Latin letters within
    // some word are no sign of anything, and would be looked for in every title.
    private static string Within(IReadOnlyList<string> words)
    {
        if (words.All(word => word.Length < LeastTrigram && !Words.IsOtherScript(word)))
        {
            return "false";
        }

        var within = new StringBuilder();
        for (var i = 0; i < words.Count; i++)
        {
            var parameter = string.Create(CultureInfo.InvariantCulture, $"${i + 5}");
            within.Append(i == 0 ? string.Empty : " and ").Append("t.spelt like ").Append(parameter);
            if (Words.IsOtherScript(words[i]))
            {
                within.Append(" and t.grams @> search.grams(").Append(parameter).Append(')');
            }
        }

        return within.ToString();
    }
}
