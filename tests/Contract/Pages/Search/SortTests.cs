using Servepath.Pages.Search;

namespace Servepath.Tests.Contract.Pages.Search;

public sealed class SortTests(ReadModel model) : IClassFixture<ReadModel>
{
    private static readonly Item[] Kettles =
    [
        new("dear") { List = 90, Ratings = 1, Stars = 5, Day = 3 },
        new("cheap") { List = 9.5m, Ratings = 100, Stars = 480, Day = 1 },
        new("sale") { List = 50, Sale = 5, From = ReadModel.Noon.AddHours(1), Until = ReadModel.Noon.AddHours(2), Ratings = 50, Stars = 120, Day = 4 },
        new("won") { List = 8, Currency = "KRW", Day = 2 },
        new("none") { List = null, Day = 5 },
    ];

    [Theory]
    [InlineData(SearchSort.PriceAsc, "cheap", "sale", "dear", "none", "won")]
    [InlineData(SearchSort.PriceDesc, "dear", "sale", "cheap", "none", "won")]
    [InlineData(SearchSort.Rating, "cheap", "dear", "sale", "none", "won")]
    [InlineData(SearchSort.Newest, "none", "sale", "dear", "won", "cheap")]
    [InlineData(SearchSort.BestSelling, "cheap", "sale", "dear", "none", "won")]
    public async Task Each_order_is_what_it_says_with_words_and_without(SearchSort sort, params string[] ids)
    {
        await model.FillAsync(Kettles);

        (await model.FindAsync("kettle", SearchFilters.None, sort)).Ids.Should().Equal(ids);
        (await model.FindAsync("", SearchFilters.None, sort)).Ids.Should().Equal(ids);
    }

    [Fact]
    public async Task A_sale_begins_and_ends_by_the_clock_in_filters_and_order()
    {
        await model.FillAsync(Kettles);
        var sales = SearchFilters.None with { OnSale = true };
        var cheap = SearchFilters.None with { MaxPrice = 6 };
        (await model.FindAsync("", sales)).Total.Should().Be(0);
        (await model.FindAsync("", cheap)).Total.Should().Be(0);

        model.Time.Advance(TimeSpan.FromHours(1));
        (await model.FindAsync("", sales)).Ids.Should().Equal("sale");
        (await model.FindAsync("", cheap)).Ids.Should().Equal("sale");
        (await model.FindAsync("", SearchFilters.None, SearchSort.PriceAsc)).Ids.Should().StartWith("sale");

        model.Time.Advance(TimeSpan.FromHours(1));
        (await model.FindAsync("", sales)).Total.Should().Be(0);
        (await model.FindAsync("", cheap)).Total.Should().Be(0);
    }

    [Fact]
    public async Task Other_currencies_pass_no_price_filter_and_are_counted()
    {
        await model.FillAsync(Kettles);

        var answer = await model.FindAsync("kettle", SearchFilters.None with { MinPrice = 1, MaxPrice = 20 });

        answer.Ids.Should().Equal("cheap");
        answer.OtherCurrencies.Should().Be(1);
        answer.Currency.Should().Be("USD");
    }

    [Fact]
    public async Task Pages_of_one_search_neither_overlap_nor_leave_anything_out()
    {
        await model.FillAsync([.. Enumerable.Range(0, 23).Select(i => new Item($"p-{i}") { List = i % 3 + 1 })]);
        foreach (var sort in Enum.GetValues<SearchSort>())
        {
            var pages = new List<SearchAnswer>();
            for (var page = 1; page <= 5; page++)
            {
                pages.Add(await model.FindAsync("kettle", SearchFilters.None, sort, page, size: 5));
            }

            pages.SelectMany(page => page.Ids).Should().OnlyHaveUniqueItems().And.HaveCount(23);
            (await model.FindAsync("kettle", SearchFilters.None, sort, 99, size: 5)).Should().BeEquivalentTo(pages[4]);
        }
    }

    [Fact]
    public async Task A_filter_does_not_turn_a_search_into_another_one()
    {
        await model.FillAsync([.. Kettles, new("lone") { Title = "Copper kettles' friend", Brand = "Lone" }, new("other") { Title = "Cotton kittle", Brand = "Other" }]);

        var answer = await model.FindAsync("kettle", SearchFilters.None with { Brands = ["Other"] });

        answer.Total.Should().Be(0, "the words find enough, though the filter leaves nothing");
        answer.Suggestion.Should().BeNull();
        answer.Facets.Brand.Should().Contain(new FacetValue("Lone", 1, false)).And.Contain(new FacetValue("Other", 0, true));
    }

    [Fact]
    public async Task Who_finds_nothing_is_shown_what_is_popular()
    {
        await model.FillAsync(
            new Item("gone") { Ratings = 90, Stars = 400, Stock = 0 }, new Item("liked") { Ratings = 9, Stars = 40, Category = ["Home"] }, new Item("plain") { Category = ["Home", "Kitchen"] });

        (await model.HelpAsync()).Should().BeEquivalentTo(new SearchHelp(["liked", "plain", "gone"], ["Home", "Kitchen"]), options => options.WithStrictOrdering());
    }
}
