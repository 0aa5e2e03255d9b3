using System.Globalization;
using CsCheck;
using Servepath.Pages.Search;

namespace Servepath.Tests.Contract.Pages.Search;

/// <summary>Every count against a recount in the plainest way, over catalogues and choices drawn at random.</summary>
public sealed class FacetTests(ReadModel model) : IClassFixture<ReadModel>
{
    private static readonly string[] Brands = ["Lumen", "Swift", "Tonal", "소리", ""];
    private static readonly string[][] Paths = [["Home", "Lighting"], ["Home", "Kitchen"], ["Sports"], [], ["kitchen"], ["Home", "Home"]];
    private static readonly SearchSort[] Sorts = Enum.GetValues<SearchSort>();

    [Fact]
    public async Task Counts_are_those_of_a_naive_recount_whatever_is_chosen() => await Gen.Int.SampleAsync(
        async seed =>
        {
            var random = new Random(seed);
            var items = Enumerable.Range(0, random.Next(1, 60)).Select(i => Any(random, i)).ToArray();
            await model.FillAsync(items);
            model.Time.Advance(TimeSpan.FromHours(random.Next(0, 3)));
            for (var round = 0; round < 8; round++)
            {
                var filters = AnyFilters(random);
                var text = random.Next(3) == 0 ? string.Empty : "kettle";
                var sort = Sorts[random.Next(Sorts.Length)];
                Compare(await model.FindAsync(text, filters, sort, size: 100), items, text, filters, sort);
            }
        },
        iter: 12, threads: 1);

    private void Compare(SearchAnswer answer, Item[] all, string text, SearchFilters filters, SearchSort sort)
    {
        var now = model.Time.GetUtcNow();
        Item[] matched = text.Length == 0 ? all : [.. all.Where(item => item.Title.Contains(text, StringComparison.Ordinal))];
        int Count(SearchFilters others, Func<Item, bool> fits) => matched.Count(item => Fits(item, others, now) && fits(item));
        var because = $"{filters} {string.Join(',', filters.Brands)} {string.Join(',', filters.Categories)} '{text}' {sort}";

        answer.Ids.Should().BeEquivalentTo(matched.Where(item => Fits(item, filters, now)).Select(item => item.Id), because);
        answer.Total.Should().Be(answer.Ids.Count);
        foreach (var value in answer.Facets.Brand)
        {
            value.Should().Be(new FacetValue(value.Value, Count(filters with { Brands = [] }, item => item.Brand == value.Value), filters.Brands.Contains(value.Value)), because);
        }

        foreach (var value in answer.Facets.Category)
        {
            value.Count.Should().Be(Count(filters with { Categories = [] }, item => item.Category.Contains(value.Value)), because);
            value.Chosen.Should().Be(filters.Categories.Any(chosen => string.Equals(chosen, value.Value, StringComparison.OrdinalIgnoreCase)), because);
        }

        foreach (var value in answer.Facets.MinRating)
        {
            var stars = decimal.Parse(value.Value, CultureInfo.InvariantCulture);
            value.Count.Should().Be(Count(filters with { MinRating = null }, item => item.Ratings > 0 && item.Stars >= stars * item.Ratings), because);
        }

        answer.Facets.InStock.Should().Equal(new FacetValue("1", Count(filters with { InStock = false }, item => item.Stock > 0), filters.InStock));
        answer.Facets.OnSale.Should().Equal(new FacetValue("1", Count(filters with { OnSale = false }, item => item.IsOnSale(now)), filters.OnSale));
        answer.OtherCurrencies.Should().Be(Count(filters with { MinPrice = null, MaxPrice = null }, item => item.List is not null && item.Currency != "USD"), because);
        answer.Facets.Brand.Where(value => value.Chosen).Select(value => value.Value).Should().BeEquivalentTo(filters.Brands, "chosen values are always listed");
        matched.Where(item => item.Brand.Length > 0 && Fits(item, filters with { Brands = [] }, now)).Select(item => item.Brand)
            .Except(answer.Facets.Brand.Select(value => value.Value)).Should().BeEmpty("a brand that could be chosen is listed");
        matched.Where(item => Fits(item, filters with { Categories = [] }, now)).SelectMany(item => item.Category)
            .Except(answer.Facets.Category.Select(value => value.Value)).Should().BeEmpty("a category that could be chosen is listed");
    }

    private static bool Fits(Item item, SearchFilters filters, DateTimeOffset now) =>
        (filters.Brands.Count == 0 || filters.Brands.Contains(item.Brand))
        && (filters.Categories.Count == 0 || item.Category.Any(level => filters.Categories.Contains(level, StringComparer.OrdinalIgnoreCase)))
        && (!filters.HasPrice || (item.Currency == "USD" && item.Pay(now) is { } pay && pay >= (filters.MinPrice ?? 0) && pay <= (filters.MaxPrice ?? decimal.MaxValue)))
        && (filters.MinRating is not { } stars || (item.Ratings > 0 && item.Stars >= stars * item.Ratings))
        && (!filters.InStock || item.Stock > 0)
        && (!filters.OnSale || item.IsOnSale(now));

    private static Item Any(Random random, int i)
    {
        var ratings = random.Next(3) == 0 ? 0 : random.Next(1, 50);
        var list = random.Next(1, 100);
        return new($"p-{i}")
        {
            Title = random.Next(4) == 0 ? "Walnut lamp" : "Copper kettle",
            Brand = Brands[random.Next(Brands.Length)],
            Category = Paths[random.Next(Paths.Length)],
            Currency = random.Next(5) == 0 ? "KRW" : "USD",
            List = random.Next(8) == 0 ? null : list,
            Sale = random.Next(3) == 0 && list > 1 ? random.Next(1, list) : null,
            From = random.Next(2) == 0 ? DateTimeOffset.MinValue : ReadModel.Noon.AddHours(random.Next(-1, 2)),
            Until = random.Next(2) == 0 ? DateTimeOffset.MaxValue : ReadModel.Noon.AddHours(random.Next(2, 4)),
            Ratings = ratings,
            Stars = ratings == 0 ? 0 : random.Next(ratings, (5 * ratings) + 1),
            Stock = random.Next(4),
        };
    }

    private static SearchFilters AnyFilters(Random random)
    {
        bool Perhaps(int outOf) => random.Next(outOf) == 0;
        return new(
            Perhaps(2) ? [] : [.. new[] { "Home", "Kitchen", "Sports", "Nowhere" }.Where(_ => Perhaps(3))],
            Perhaps(2) ? [] : [.. new[] { "Lumen", "Swift", "소리", "Nobody" }.Where(_ => Perhaps(2))],
            Perhaps(3) ? random.Next(50) : null,
            Perhaps(3) ? random.Next(50, 100) : null,
            Perhaps(3) ? random.Next(2, 11) / 2m : null,
            Perhaps(4),
            Perhaps(4));
    }
}
