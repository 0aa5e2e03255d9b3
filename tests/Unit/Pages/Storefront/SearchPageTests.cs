using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Shelves;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront.Finding;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class SearchPageTests
{
    private static readonly SearchAnswer Found = new(90, 2, 3, ["p-2", "p-0"], null, false)
    {
        Currency = "USD",
        Facets = new([new("Lumen & Sons", 3, true), new("Swift", 2, false)], [new("Home", 5, false)], [new("4", 2, false), new("3", 0, false)], [new("1", 4, false)], [new("1", 0, true)]),
    };

    private readonly FakeRows rows = new();
    private readonly Trouble trouble = new(Rendered.Shells, Microsoft.Extensions.Logging.Abstractions.NullLogger<Trouble>.Instance);
    private readonly Deadline deadline = new(new ConfigurationBuilder().Build(), TimeProvider.System);

    public SearchPageTests()
    {
        rows.Add(FakeRow.Product("p-0", Samples.Details(), Samples.OnSale, Samples.Rated));
        rows.Add(FakeRow.Product("p-1", Samples.Details(), Samples.SoldOut));
        rows.Add(FakeRow.Product("p-2", Samples.Details(), Samples.SoldOut with { Quantity = null }));
    }

    [Fact]
    public async Task Cards_stand_in_the_order_found_with_a_way_to_the_other_pages()
    {
        var html = await HtmlAsync(Found with { Suggestion = "lamp" }, "?q=lanp&brand=Lumen+%26+Sons&page=2");

        html.IndexOf("/products/p-2\"", StringComparison.Ordinal).Should().BePositive().And.BeLessThan(html.IndexOf("/products/p-0\"", StringComparison.Ordinal));
        html.Should().Contain("/search?q=lanp&amp;brand=Lumen%20%26%20Sons&amp;page=3").And.Contain("rel=\"prev\" href=\"/search?q=lanp&amp;brand=Lumen%20%26%20Sons\"")
            .And.Contain("<a href=\"/search?q=lamp&amp;brand=Lumen%20%26%20Sons\">lamp</a>").And.Contain("90 products");
        rows.Batches.Should().Equal([2], "all cards are one batch read");
    }

    [Fact]
    public async Task Every_chosen_filter_is_seen_and_has_a_link_that_removes_it_alone()
    {
        var html = await HtmlAsync(Found, "?q=lamp&category=Home&brand=Swift&min_price=5&max_price=9.90&min_rating=4&in_stock=1&on_sale=1&sort=price_asc");

        html.Should().Contain("href=\"/search?q=lamp&amp;brand=Swift&amp;min_price=5&amp;max_price=9.9&amp;min_rating=4&amp;in_stock=1&amp;on_sale=1&amp;sort=price_asc\"><span class=\"unseen\">Remove </span>Home")
            .And.Contain("Remove </span>Swift").And.Contain("Remove </span>5 to 9.9 USD").And.Contain("Remove </span>4 stars and more")
            .And.Contain("Remove </span>In stock").And.Contain("Remove </span>On sale").And.Contain("Remove all filters");
    }

    [Fact]
    public async Task The_form_keeps_what_is_chosen()
    {
        var html = await HtmlAsync(Found, "?q=lamp&brand=Lumen+%26+Sons&on_sale=1&min_price=5&sort=rating");

        html.Should().Contain("Filters <span>(3)</span>").And.NotContain("@");
        html.Should().Contain("name=\"brand\" value=\"Lumen &amp; Sons\" checked").And.Contain("name=\"on_sale\" value=\"1\" checked")
            .And.Contain("name=\"in_stock\" value=\"1\">").And.Contain("name=\"min_price\" type=\"text\" inputmode=\"decimal\" maxlength=\"15\" value=\"5\"")
            .And.Contain("<option value=\"rating\" selected").And.Contain("name=\"q\" value=\"lamp\"");
        html.Should().NotContain("3 stars and more", "what nothing has is not offered");
    }

    [Fact]
    public async Task What_cannot_be_used_is_left_out_and_said_on_the_page()
    {
        var html = await HtmlAsync(Found, "?min_price=abc&sort=nonsense&page=0");

        html.Should().Contain("“abc” cannot be used as the lowest price").And.Contain("“nonsense” cannot be used as an order").And.Contain("“0” cannot be used as a page");
        (await HtmlAsync(Found, "?page=900")).Should().Contain("There are fewer pages than 900");
    }

    [Fact]
    public async Task Other_currencies_are_spoken_of_only_where_prices_are_compared()
    {
        var answer = Found with { OtherCurrencies = 3 };

        (await HtmlAsync(answer, "?max_price=9")).Should().Contain("Prices are compared in USD: 3 products in other currencies are left out.");
        (await HtmlAsync(answer, "?sort=price_desc")).Should().Contain("3 products in other currencies stand last.");
        (await HtmlAsync(answer, "?q=lamp")).Should().NotContain("other currencies");
    }

    [Fact]
    public async Task Nothing_found_shows_what_is_popular_and_where_to_start()
    {
        var html = await HtmlAsync(new SearchAnswer(0, 1, 0, [], null, false), "?q=zzz", new(["p-0"], ["Home & Living"]));

        html.Should().Contain("Popular products").And.Contain("/products/p-0\"").And.Contain("href=\"/search?category=Home%20%26%20Living\"");
    }

    [Theory]
    [InlineData('x')]
    [InlineData('가')]
    [InlineData('"')]
    public async Task A_page_of_the_longest_texts_and_with_as_many_filters_as_can_be_chosen_stays_within_its_budget(char letter)
    {
        string[] ids = [.. Enumerable.Range(0, 40).Select(i => $"{new string('i', 46)}-{i}")];
        foreach (var id in ids)
        {
            rows.Add(FakeRow.Product(id, Samples.Longest(letter, id), Samples.OnSale, Samples.Rated));
        }

        string[] values = [.. Enumerable.Range(0, 50).Select(i => new string(letter, 30) + i)];
        var facets = values.Select((value, i) => new FacetValue(value, 1000 - i, i < 20)).ToArray();
        var words = Uri.EscapeDataString(new string(letter, 300));
        var chosen = string.Concat(values.Select(value => $"&brand={Uri.EscapeDataString(value)}&category={Uri.EscapeDataString(value)}"));

        var html = await HtmlAsync(
            Found with { Ids = ids, Facets = Found.Facets with { Brand = facets, Category = facets } }, $"?q={words}{chosen}&min_price=1&max_price=9&min_rating=4&in_stock=1&on_sale=1&sort=rating");

        System.Text.Encoding.UTF8.GetByteCount(html).Should().BeLessThan(60_000);
        html.Should().Contain("are used, each of up to").And.Contain("<button form=\"filters\" name=\"without\" value=\"in_stock:\"><span class=\"unseen\">Remove </span>In stock");
    }

    [Fact]
    public async Task A_button_that_takes_a_filter_away_leads_to_the_address_without_it()
    {
        var context = Rendered.Context("/search", "?q=lamp&brand=Swift&brand=A%3AB&in_stock=1&min_price=&without=brand%3AA%3AB");

        await RunAsync(context, Found);

        context.Response.StatusCode.Should().Be(StatusCodes.Status303SeeOther);
        context.Response.Headers.Location.ToString().Should().Be("/search?q=lamp&brand=Swift&in_stock=1");
    }

    [Fact]
    public async Task A_search_that_cannot_be_answered_is_a_page_that_helps_or_a_problem_that_says_when_to_come_back()
    {
        var context = Rendered.Context("/search", "?q=lamp");
        (await RunAsync(context, null)).Should().Contain("every product page still work");
        context.Response.StatusCode.Should().Be(StatusCodes.Status503ServiceUnavailable);

        var (status, _, json) = await JsonAsync(null, "?q=lamp");
        status.Should().Be(StatusCodes.Status503ServiceUnavailable);
        json.GetProperty("title").GetString().Should().Contain("resting");
    }

    [Fact]
    public async Task A_search_that_cannot_be_answered_shows_what_is_popular_and_the_searches_that_are_kept()
    {
        var context = Rendered.Context("/search", "?q=unseen");

        var html = await RunAsync(context, null, new(["p-0"], ["Kept & seen", "Never asked for"]));

        context.Response.StatusCode.Should().Be(StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers.RetryAfter.ToString().Should().NotBeEmpty();
        html.Should().Contain("/products/p-0\"").And.Contain("href=\"/search?category=Kept%20%26%20seen\"").And.NotContain("Never asked for");
    }

    [Fact]
    public async Task Without_popular_products_at_hand_the_first_shelf_is_shown()
    {
        rows.Add(new FakeRow(Shelf.Domain, Shelf.Home, 1, new Dictionary<string, object> { [Shelf.Group] = new Shelf("Home", null, ["first"]) }));
        rows.Add(new FakeRow(Shelf.Domain, "first", 1, new Dictionary<string, object> { [Shelf.Group] = new Shelf("First", null, ["p-1"]) }));

        (await RunAsync(Rendered.Context("/search", "?q=unseen"), null)).Should().Contain("/products/p-1\"");
    }

    [Fact]
    public async Task A_kept_search_is_marked() =>
        (await HtmlAsync(Found with { IsStale = true }, "?q=lamp")).Should().Contain("what it found a little earlier");

    [Fact]
    public async Task An_app_gets_numbers_as_numbers_and_what_is_missing_as_null()
    {
        var (status, headers, json) = await JsonAsync(Found with { Ids = ["p-0", "p-2"] }, "?q=lamp&page=2");

        status.Should().Be(StatusCodes.Status200OK);
        headers.Vary.ToString().Should().Contain("Accept");
        json.GetProperty("total").GetInt32().Should().Be(90);
        json.GetProperty("page").GetInt32().Should().Be(2);
        json.GetProperty("pages").GetInt32().Should().Be(3);
        json.GetProperty("suggestion").ValueKind.Should().Be(JsonValueKind.Null);
        var item = json.GetProperty("items")[0];
        item.GetProperty("id").GetString().Should().Be("p-0");
        item.GetProperty("price").GetDecimal().Should().Be(99.5m);
        item.GetProperty("list_price").GetDecimal().Should().Be(129m);
        item.GetProperty("currency").GetString().Should().Be("USD");
        item.GetProperty("rating").GetDecimal().Should().Be(4.4m);
        item.GetProperty("reviews").GetInt32().Should().Be(8);
        item.GetProperty("stock").GetInt32().Should().Be(3);
        var other = json.GetProperty("items")[1];
        other.GetProperty("stock").ValueKind.Should().Be(JsonValueKind.Null);
        other.GetProperty("list_price").GetDecimal().Should().Be(12900m);
        json.GetProperty("facets").GetProperty("brand")[0].GetRawText().Should().Be("{\"value\":\"Lumen & Sons\",\"count\":3,\"chosen\":true}".Replace("&", "\\u0026", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("?min_price=abc", "min_price")]
    [InlineData("?sort=nonsense", "sort")]
    [InlineData("?page=0", "page")]
    [InlineData("?page=100000", "page")]
    [InlineData("?page=4", "page")]
    [InlineData("?min_rating=9", "min_rating")]
    [InlineData("?in_stock=perhaps", "in_stock")]
    [InlineData("?min_price=9&max_price=2", "min_price")]
    public async Task An_app_is_told_what_is_wrong_where_and_what_would_be_right(string query, string parameter)
    {
        var (status, _, json) = await JsonAsync(Found, query);

        status.Should().Be(StatusCodes.Status400BadRequest);
        json.GetProperty("detail").GetString().Should().StartWith(parameter + ":");
    }

    [Theory]
    [InlineData("application/json", true)]
    [InlineData("application/json, text/plain, */*", true)]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", false)]
    [InlineData("text/html, application/json;q=0.9", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    public void Json_is_given_to_who_asks_for_it_by_name(string accept, bool isJson)
    {
        var context = Rendered.Context();
        context.Request.Headers.Accept = accept;

        SearchJson.IsAskedFor(context.Request).Should().Be(isJson);
    }

    private Task<string> HtmlAsync(SearchAnswer answer, string query, SearchHelp? help = null) => RunAsync(Rendered.Context("/search", query), answer, help);

    private async Task<(int Status, IHeaderDictionary Headers, JsonElement Json)> JsonAsync(SearchAnswer? answer, string query)
    {
        var context = Rendered.Context("/search", query);
        context.Request.Headers.Accept = "application/json";
        var json = await RunAsync(context, answer);
        return (context.Response.StatusCode, context.Response.Headers, JsonDocument.Parse(json).RootElement);
    }

    private async Task<string> RunAsync(HttpContext context, SearchAnswer? answer, SearchHelp? help = null)
    {
        context.RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider();
        var result = await SearchPage.GetAsync(context, new FakeSearch(answer, help ?? SearchHelp.None, "Kept & seen"), rows, new(rows, new()), new(new EphemeralDataProtectionProvider()), Rendered.Shells, trouble, deadline);
        return await result.RunAsync(context);
    }

    private sealed class FakeSearch(SearchAnswer? answer, SearchHelp help, params IReadOnlyList<string?> kept) : ISearch
    {
        public ValueTask<SearchAnswer?> FindAsync(SearchRequest request, CancellationToken cancellationToken) => new(answer);

        public ValueTask<SearchHelp> HelpAsync(CancellationToken cancellationToken) => new(help);

        public ValueTask<IReadOnlyList<Suggestion>?> SuggestAsync(string typed, CancellationToken cancellationToken) => throw new NotSupportedException();

        public bool IsKept(SearchRequest request) => kept.Contains(request.Filters.Categories.SingleOrDefault());
    }
}
