using System.Globalization;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Finding;

/// <summary>A part of an address that could not be used, and what would be right.</summary>
internal sealed record Mistake(string Parameter, string Text);

/// <summary>
/// Reads the address of a search. What cannot be used is left out and told: a page shows it as a note, an app gets it as
/// an error. Empty values count as absent, since a plain form sends all its fields. Used for one request.
/// </summary>
internal sealed class SearchQueryReader(IQueryCollection parameters)
{
    private const int LongestText = 200;
    private const int LongestValue = 300;
    private const int MostValues = 20;

    // Of all values as they stand in an address, which the page names several times.
    private const int LongestValues = 1000;
    private const int LastPage = 10_000;
    private const decimal HighestPrice = 1_000_000_000;

    private readonly List<Mistake> mistakes = [];
    private int valuesLeft = LongestValues;

    /// <summary>What was left out.</summary>
    public IReadOnlyList<Mistake> Mistakes => mistakes;

    public SearchQuery Read()
    {
        var min = Number("min_price", "the lowest price", 0, HighestPrice, "a price such as 9.99");
        var max = Number("max_price", "the highest price", 0, HighestPrice, "a price such as 9.99");
        if (min > max)
        {
            mistakes.Add(new("min_price", "The lowest price was above the highest, so neither was used."));
            (min, max) = (null, null);
        }

        var text = One("q").Replace('\0', ' ').Trim();
        return new()
        {
            Text = text.Length <= LongestText ? text : text[..(char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)],
            Filters = new(
                Many("category"), Many("brand"), min, max,
                Number("min_rating", "the lowest rating", 1, 5, "a number of stars from 1 to 5"), Flag("in_stock", "“in stock”"), Flag("on_sale", "“on sale”")),
            Sort = Sort(),
            Page = Page(),
        };
    }

    /// <summary>The search without the filter that a button of the page takes away; null when none was pressed.</summary>
    /// <param name="query">As read.</param>
    public SearchQuery? Widened(SearchQuery query) =>
        One("without") is { Length: > 0 } without && without.Split(':', 2) is [var field, var value] ? query.Without(field, value) : null;

    private string One(string name) => parameters[name].FirstOrDefault(value => !string.IsNullOrWhiteSpace(value)) ?? string.Empty;

    private string[] Many(string name)
    {
        string[] values = [.. parameters[name].OfType<string>().Where(value => !string.IsNullOrWhiteSpace(value)).Distinct(StringComparer.Ordinal)];
        string[] usable = [.. values.Where(value => value.Length <= LongestValue && !value.Contains('\0')).Take(MostValues).TakeWhile(value => (valuesLeft -= Uri.EscapeDataString(value).Length) >= 0)];
        if (usable.Length < values.Length)
        {
            mistakes.Add(new(name, $"Only the first {MostValues} values of {name} are used, each of up to {LongestValue} characters and all of {LongestValues} in an address."));
        }

        return usable;
    }

    private decimal? Number(string name, string title, decimal lowest, decimal highest, string right)
    {
        var text = One(name).Trim();
        if (text.Length == 0)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= lowest && number <= highest)
        {
            return Math.Round(number, 4);
        }

        return Wrong<decimal?>(name, title, text, right, null);
    }

    private bool Flag(string name, string title) => One(name).Trim() switch
    {
        "1" or "true" or "on" => true,
        "" or "0" or "false" => false,
        var other => Wrong(name, title, other, "1, or nothing", false),
    };

    private SearchSort Sort()
    {
        var text = One("sort").Trim();
        if (text.Length == 0)
        {
            return SearchSort.Relevance;
        }

        foreach (var (sort, name, _) in SortName.All)
        {
            if (name == text)
            {
                return sort;
            }
        }

        return Wrong("sort", "an order", text, $"one of {string.Join(", ", SortName.All.Select(one => one.Name))}", SearchSort.Relevance);
    }

    private int Page()
    {
        var text = One("page").Trim();
        return text.Length == 0 ? 1
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page is > 0 and <= LastPage ? page
            : Wrong("page", "a page", text, $"a number from 1 to {LastPage}", 1);
    }

    private T Wrong<T>(string name, string title, string text, string right, T instead)
    {
        mistakes.Add(new(name, $"“{Shortened.To(text, 40)}” cannot be used as {title} and was left out; right would be {right}."));
        return instead;
    }
}
