using System.Globalization;
using Npgsql;

namespace Servepath.Pages.Search.Finding;

/// <summary>The rows that a statement of <see cref="SearchSql"/> answers with, gathered.</summary>
internal sealed class AnswerRows
{
    private readonly Dictionary<string, List<(string Value, int Number)>> kinds = new(StringComparer.Ordinal);

    private AnswerRows()
    {
    }

    /// <summary>Products that fit the words, whatever the filters.</summary>
    public int Matched => Number("matched");

    public int Total => Number("total");

    public static async ValueTask<AnswerRows> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var rows = new AnswerRows();
        while (await reader.ReadAsync(cancellationToken))
        {
            var kind = reader.GetString(0);
            if (!rows.kinds.TryGetValue(kind, out var values))
            {
                rows.kinds[kind] = values = [];
            }

            values.Add((await reader.IsDBNullAsync(1, cancellationToken) ? string.Empty : reader.GetString(1), reader.GetInt32(2)));
        }

        return rows;
    }

    /// <summary>Nothing fits; what is chosen is listed all the same.</summary>
    public static SearchAnswer Nothing(Wanted wanted, string currency) => new AnswerRows().ToAnswer(wanted, currency, null);

    public SearchAnswer ToAnswer(Wanted wanted, string currency, string? suggestion)
    {
        var pages = (Total + wanted.Size - 1) / wanted.Size;
        return new(
            Total, Math.Clamp(wanted.Page, 1, Math.Max(1, pages)), pages,
            [.. Of("id").OrderBy(row => row.Number).Select(row => row.Value)], suggestion, false)
        {
            Currency = currency,
            OtherCurrencies = Number("other"),
            Facets = new(
                Values("brand", wanted.Filters.Brands),
                Values("category", wanted.CategorySpellings(), wanted.Filters.Categories),
                Ratings(wanted.Filters.MinRating),
                [new("1", Number("stock"), wanted.Filters.InStock)],
                [new("1", Number("sale"), wanted.Filters.OnSale)]),
        };
    }

    private List<(string Value, int Number)> Of(string kind) => kinds.GetValueOrDefault(kind) ?? [];

    private int Number(string kind, string value = "") => Of(kind).Find(row => value.Length == 0 || row.Value == value).Number;

    private FacetValue[] Values(string kind, IReadOnlyList<string> chosen, IReadOnlyList<string>? asked = null)
    {
        var listed = Of(kind)
            .Select(row => new FacetValue(row.Value, row.Number, chosen.Contains(row.Value, StringComparer.Ordinal)))
            .OrderByDescending(value => value.Count).ThenBy(value => value.Value, StringComparer.Ordinal).ToList();
        foreach (var value in asked ?? chosen)
        {
            if (!listed.Exists(one => one.Chosen && SameButCapital(one.Value, value)))
            {
                listed.Add(new(value, 0, true));
            }
        }

        return [.. listed];
    }

    private FacetValue[] Ratings(decimal? chosen)
    {
        var values = new List<FacetValue>();
        for (var stars = 4; stars >= 2; stars--)
        {
            var value = stars.ToString(CultureInfo.InvariantCulture);
            values.Add(new(value, Number("rating", value), chosen == stars));
        }

        if (chosen is { } rating && !values.Exists(value => value.Chosen))
        {
            values.Add(new(rating.ToString("0.##", CultureInfo.InvariantCulture), Number("rating", "chosen"), true));
        }

        return [.. values];
    }

    private static bool SameButCapital(string one, string other) =>
        one.Length == other.Length && char.ToUpperInvariant(one[0]) == char.ToUpperInvariant(other[0]) && one.AsSpan(1).SequenceEqual(other.AsSpan(1));
}
