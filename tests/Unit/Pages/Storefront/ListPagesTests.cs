using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Servepath.Domains.Catalog;
using Servepath.Domains.Shelves;
using Servepath.Pages.Storefront.Home;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class ListPagesTests
{
    private readonly FakeRows rows = new();
    private readonly Trouble trouble = new(Rendered.Shells, Microsoft.Extensions.Logging.Abstractions.NullLogger<Trouble>.Instance);
    private readonly Deadline deadline = new(new ConfigurationBuilder().Build(), TimeProvider.System);

    [Fact]
    public async Task Home_reads_its_shelves_and_all_its_cards_in_one_batch_each()
    {
        Stock(shelves: 15, onEach: 24);

        var html = await HomeAsync();

        rows.Batches.Should().HaveCount(2).And.HaveElementAt(0, 10);
        rows.Batches[1].Should().BeLessThanOrEqualTo(90, "what shelves show, and some more to find what arrives tomorrow");
        html.Should().Contain("Shelf 9");
        html.Length.Should().BeLessThan(60_000);
    }

    [Theory]
    [InlineData('x')]
    [InlineData('가')]
    [InlineData('"')]
    public async Task Home_stays_within_its_budget_with_the_longest_texts(char letter)
    {
        Stock(shelves: 10, onEach: 24, query: "?category=" + Uri.EscapeDataString(new string(letter, 200)), details: id => Samples.Longest(letter, id));

        var html = await HomeAsync();

        System.Text.Encoding.UTF8.GetByteCount(html).Should().BeLessThan(60_000);
        var shelves = System.Text.RegularExpressions.Regex.Count(html, "<section class=\"shelf\"");
        System.Text.RegularExpressions.Regex.Count(html, "<li class=\"card\"").Should().Be(shelves * 6, "there are fewer shelves, each as full as ever");
        html.Should().NotContain("Shelf 9</h2>").And.Contain(">Shelf 9</a>", "the way to what is left out stays");
    }

    [Fact]
    public async Task What_arrives_tomorrow_in_the_visitors_region_has_a_shelf_of_its_own_from_the_same_read()
    {
        Stock(shelves: 2, onEach: 3);
        (await HomeAsync()).Should().NotContain("Arriving tomorrow");
        rows.Batches.Clear();
        foreach (var id in new[] { "p-0-2", "p-1-1" })
        {
            rows.Add(new FakeRow("product", id, 8, new Dictionary<string, object> { ["details"] = Samples.Details("Soon " + id) }, region => Samples.OnSale with { Region = region, ArrivalDays = region == "northeast" ? 1 : 3 }));
        }

        var html = await HomeAsync();

        rows.Batches.Should().HaveCount(2);
        var tomorrow = Shelf(html, "soonest");
        tomorrow.Should().Contain("Arriving tomorrow").And.Contain("Soon p-0-2").And.Contain("Soon p-1-1").And.NotContain("p-0-0");
        html.IndexOf("Shelf 0", StringComparison.Ordinal).Should().BeLessThan(html.IndexOf("Arriving tomorrow", StringComparison.Ordinal));
        (await HomeAsync("region=west")).Should().NotContain("Arriving tomorrow", "in the west they take three days").And.Contain("Arriving Wed 25 Nov");
    }

    [Fact]
    public async Task A_card_that_is_missing_is_left_out()
    {
        Stock(shelves: 1, onEach: 3);
        rows.Rows.Remove(("product", "p-0-1"));

        var html = await HomeAsync();

        html.Should().Contain("/products/p-0-0\"").And.NotContain("/products/p-0-1\"").And.Contain("/products/p-0-2\"");
    }

    [Fact]
    public async Task Home_without_any_layer_says_so_and_asks_to_come_back()
    {
        rows.IsAway = true;
        var context = Rendered.Context();

        var html = await (await HomePage.GetAsync(context, rows, new(rows, new()), Rendered.Shells, trouble, deadline)).RunAsync(context);

        context.Response.StatusCode.Should().Be(StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers.RetryAfter.ToString().Should().Be("2");
        html.Should().Contain("Try again");
    }

    [Fact]
    public async Task A_shelf_links_to_the_search_that_shows_more_of_it_when_there_is_one()
    {
        Stock(shelves: 1, onEach: 1);
        (await HomeAsync()).Should().NotContain("See all");

        Stock(shelves: 1, onEach: 1, query: "?on_sale=1");
        (await HomeAsync()).Should().Contain("href=\"/search?on_sale=1\"");
    }

    private static string Shelf(string html, string key)
    {
        var from = html.IndexOf($"id=\"shelf-{key}\"", StringComparison.Ordinal);
        return from < 0 ? string.Empty : html[from..html.IndexOf("</section>", from, StringComparison.Ordinal)];
    }

    private async Task<string> HomeAsync(string? cookie = null)
    {
        var context = Rendered.Context();
        context.Request.Headers.Cookie = cookie;
        return await (await HomePage.GetAsync(context, rows, new(rows, new()), Rendered.Shells, trouble, deadline)).RunAsync(context);
    }

    private void Stock(int shelves, int onEach, string? query = null, Func<string, ProductDetails>? details = null)
    {
        rows.Add(new FakeRow("shelf", "home", 1, new Dictionary<string, object> { ["items"] = new Shelf("Home", null, [.. Enumerable.Range(0, shelves).Select(i => $"s-{i}")]) }));
        for (var i = 0; i < shelves; i++)
        {
            string[] ids = [.. Enumerable.Range(0, onEach).Select(j => $"p-{i}-{j}")];
            rows.Add(new FakeRow("shelf", $"s-{i}", 1, new Dictionary<string, object> { ["items"] = new Shelf($"Shelf {i}", query, ids) }));
            foreach (var id in ids)
            {
                rows.Add(FakeRow.Product(id, details?.Invoke(id) ?? Samples.Details(string.Concat(Enumerable.Repeat("Walnut desk lamp ", 5)) + id), Samples.OnSale, Samples.Rated));
            }
        }
    }
}
