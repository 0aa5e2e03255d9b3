using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Servepath.Domains.Offers;
using Servepath.Pages.Storefront.Live;

namespace Servepath.Tests.Unit.Pages.Storefront.Live;

public sealed class LiveOffersTests : IAsyncLifetime
{
    private static readonly Offer Dear = Samples.OnSale with { Region = "northeast" };
    private static readonly Offer Cheap = Dear with { PayText = "$89.00", Pay = 89m };

    private readonly LiveUnderTest live = new();

    public Task InitializeAsync()
    {
        live.Put("lamp", 10, Dear);
        live.Put("chair", 20, Dear);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await live.DisposeAsync();

    [Fact]
    public async Task One_who_has_nothing_is_told_everything_once()
    {
        var page = live.Open("lamp");
        await page.SeeAsync("lamp");
        live.Watch.Signal("lamp");
        live.Change("lamp", 11, Cheap);
        await page.SeeAsync("$89.00");

        page.Told.Should().HaveCount(2);
        using var whole = JsonDocument.Parse(page.Told[0]);
        whole.RootElement.GetProperty("id").GetString().Should().Be("lamp");
        whole.RootElement.GetProperty("mark").GetString().Should().Be(LiveUnderTest.MarkOf(Dear, 10).ToString());
        whole.RootElement.EnumerateObject().Select(field => field.Name).Should().BeEquivalentTo(
            "id", "mark", "pay_text", "list_text", "off_text", "stock_text", "few_text", "arrival_text", "promise", "sold_out", "stale_text");
    }

    [Fact]
    public async Task Only_the_fields_that_changed_are_told()
    {
        var page = live.Open("lamp");
        await page.SeeAsync("lamp");
        live.Change("lamp", 11, Cheap);
        await page.SeeAsync("$89.00");
        live.Change("lamp", 12, Cheap with { StockText = "2 left", Quantity = 2 });
        await page.SeeAsync("2 left");
        live.Change("lamp", 13, Cheap with { StockText = "2 left", Quantity = 2, List = null, ListText = null, PercentOff = null });
        await page.SeeAsync("\"list_text\":null");

        Fields(page.Told[1]).Should().Equal("pay_text");
        Fields(page.Told[2]).Should().Equal("stock_text", "few_text");
        Fields(page.Told[3]).Should().Equal("list_text", "off_text");
    }

    [Fact]
    public async Task One_who_names_what_it_has_is_told_the_differences_alone()
    {
        live.Put("lamp", 11, Cheap);
        var page = live.Open($"lamp:{LiveUnderTest.MarkOf(Dear, 10)},chair:{LiveUnderTest.MarkOf(Dear, 20)}");
        await page.SeeAsync("$89.00");
        live.Change("chair", 21, Cheap);
        await page.SeeAsync("\"chair\"");

        page.Told.Should().HaveCount(2);
        Fields(page.Told[0]).Should().Equal("pay_text", "list_text", "off_text");
        Fields(page.Told[1]).Should().Equal("pay_text");
    }

    [Fact]
    public async Task One_whose_page_is_ahead_is_not_told_what_is_older()
    {
        var ahead = live.Open($"lamp:{LiveUnderTest.MarkOf(Cheap, 12)}");
        await ahead.OpenedAsync();
        live.Change("lamp", 12, Cheap with { StockText = "1 left" });
        await ahead.SeeAsync("1 left");

        ahead.Text.Should().NotContain("$99.50");
    }

    [Fact]
    public async Task A_row_that_is_older_than_the_last_one_is_not_shown()
    {
        var page = live.Open("lamp");
        await page.SeeAsync("$99.50");
        live.Change("lamp", 9, Cheap);
        live.Change("chair", 21, Cheap);
        live.Change("lamp", 11, Dear with { StockText = "1 left" });
        await page.SeeAsync("1 left");

        page.Text.Should().NotContain("$89.00");
    }

    [Fact]
    public async Task One_who_comes_back_to_the_same_node_is_told_what_it_missed_even_when_it_was_taken_back_and_nothing_else()
    {
        var other = live.Open("lamp,chair");
        var page = live.Open($"lamp:{LiveUnderTest.MarkOf(Dear, 10)},chair");
        live.Change("lamp", 11, Cheap);
        await page.SeeAsync("$89.00");
        await page.SeeAsync("\"chair\"");
        await page.LeaveAsync();
        live.Change("lamp", 12, Dear);
        await other.SeeAsync("\"mark\":\"12-");

        // The address still says what the page had at first, which is what the lamp is again.
        var again = live.Open($"lamp:{LiveUnderTest.MarkOf(Dear, 10)},chair", page.Position);
        await again.OpenedAsync();
        again.Told.Should().ContainSingle();
        Fields(again.Told[0]).Should().Equal("pay_text");
        again.Text.Should().Contain("$99.50");
    }

    [Fact]
    public async Task One_who_comes_back_from_another_node_is_told_everything()
    {
        var page = live.Open($"lamp:{LiveUnderTest.MarkOf(Dear, 10)}", lastEventId: "0badc0de-7");
        await page.SeeAsync("$99.50");

        Fields(page.Told.Single()).Should().HaveCount(9);
    }

    [Fact]
    public async Task A_position_is_given_only_when_everything_before_it_has_been_told()
    {
        var first = live.Open("lamp,chair");
        await first.SeeAsync("\"lamp\"");
        await first.SeeAsync("\"chair\"");
        var second = live.Open("lamp,chair");
        await second.OpenedAsync();

        var blocks = second.Text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        blocks[0].Should().StartWith("retry: ");
        blocks[1..3].Should().OnlyContain(block => block.StartsWith("event: offer", StringComparison.Ordinal), "half of these may be lost in a break");
        blocks[3].Should().Be($"id: {first.Position}");
    }

    [Fact]
    public async Task An_offer_that_changes_by_the_clock_alone_is_told_and_the_next_moment_is_watched()
    {
        var page = live.Open("lamp");
        await page.SeeAsync("$99.50");
        live.Change("lamp", 10, Cheap);
        await page.SeeAsync("$89.00");
    }

    [Fact]
    public async Task Each_region_is_told_its_own_and_a_change_is_written_once_for_all_who_look()
    {
        var east = live.Open("lamp");
        var west = live.Open("lamp", region: "west");
        var alsoWest = live.Open("lamp", region: "west");
        foreach (var page in new[] { east, west, alsoWest })
        {
            await page.SeeAsync("$99.50");
        }

        live.Change("lamp", 11, Cheap);
        foreach (var page in new[] { east, west, alsoWest })
        {
            await page.SeeAsync("$89.00");
        }

        live.Watch.Count.Should().Be(1, "a product is watched once, however many look");
    }

    [Fact]
    public async Task Unknown_products_are_told_nothing_of_and_hold_up_nothing()
    {
        var page = live.Open("nobody,lamp,nothing-either");
        await page.SeeAsync("$99.50");
        live.Change("nobody", 1, Cheap);
        await page.SeeAsync("\"nobody\"");

        page.Told.Should().HaveCount(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_who_comes_back_is_told_that_a_product_is_gone_when_it_shows_it_or_was_told_of_it(bool toTheSameNode)
    {
        var other = live.Open("lamp");
        await other.SeeAsync("$99.50");
        var position = toTheSameNode ? other.Position : "0badc0de-7";
        live.Rows.Rows.Remove(("product", "lamp"));
        live.Watch.Signal("lamp");
        await other.SeeAsync("Not in the shop any more");

        var back = live.Open($"lamp,chair,nobody,shown:{LiveUnderTest.MarkOf(Dear, 3)}", position);
        await back.SeeAsync("\"lamp\"");
        await back.SeeAsync("\"shown\"");
        await back.SeeAsync("\"chair\"");
        live.Change("chair", 21, Cheap);
        await back.SeeAsync("$89.00");
        back.Text.Should().NotContain("nobody");
    }

    [Fact]
    public async Task A_product_that_is_taken_away_is_told_as_gone()
    {
        var page = live.Open("lamp");
        await page.SeeAsync("$99.50");
        live.Rows.Rows.Remove(("product", "lamp"));
        live.Watch.Signal("lamp");
        await page.SeeAsync("Not in the shop any more");

        page.Told[1].Should().Contain("\"pay_text\":null").And.NotContain("true\"");
        live.Change("lamp", 12, Cheap);
        await page.SeeAsync("$89.00");
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_is_read_again()
    {
        live.Rows.IsAway = true;
        var page = live.Open("lamp");
        await page.OpenedAsync();
        await Wait.UntilAsync(() => live.Watch.MomentOf("lamp") == Samples.Now.AddSeconds(2), "it is woken in a while");
        live.Rows.IsAway = false;
        live.Watch.Signal("lamp");
        await page.SeeAsync("$99.50");
    }

    [Fact]
    public async Task A_quiet_stream_is_kept_alive_every_ten_seconds()
    {
        var page = live.Open("lamp");
        await page.SeeAsync("$99.50");
        live.Time.Advance(TimeSpan.FromSeconds(10));
        await page.SeeAsync("event: ping\ndata: {}\n\n");
        live.Time.Advance(TimeSpan.FromSeconds(20));
        await Wait.UntilAsync(() => page.Text.Split("event: ping").Length == 4, "three pings in thirty seconds");
    }

    [Fact]
    public async Task What_nobody_looks_at_any_more_is_forgotten()
    {
        var one = live.Open("lamp,chair");
        var other = live.Open("lamp");
        await one.SeeAsync("\"chair\"");
        await other.SeeAsync("\"lamp\"");
        await one.LeaveAsync();
        live.Watch.Watched.Should().Equal("lamp");
        await other.LeaveAsync();

        live.Watch.Count.Should().Be(0);
        live.Places.Open.Should().Be(0);
    }

    [Fact]
    public async Task All_streams_end_in_order_when_the_node_stops_and_none_opens_after()
    {
        var page = live.Open("lamp");
        await page.SeeAsync("$99.50");
        live.Lifetime.StopApplication();
        await page.Run.WaitAsync(TimeSpan.FromSeconds(20));
        await live.Open("lamp").Run.WaitAsync(TimeSpan.FromSeconds(20));

        page.Status.Should().Be(StatusCodes.Status200OK);
        page.Text.Should().EndWith("\n\n");
    }

    [Fact]
    public async Task A_browser_that_does_not_read_loses_its_stream_and_holds_up_no_other()
    {
        var other = live.Open("lamp");
        await other.SeeAsync("$99.50");
        var stuck = live.Open("lamp", body: new StuckBytes());
        for (var revision = 11; !stuck.Run.IsCompleted; revision++)
        {
            revision.Should().BeLessThan(5000, "a queue holds no more than it may");
            var price = $"${revision}.00";
            live.Change("lamp", revision, Dear with { PayText = price });
            await other.SeeAsync(price);
        }

        await stuck.Run;
        live.Places.Open.Should().Be(1);
    }

    [Fact]
    public void A_page_that_does_not_take_what_it_is_told_is_let_go()
    {
        var connection = new LiveConnection("northeast", [], isBack: false, since: null);
        var kept = Enumerable.Range(0, 1000).Count(_ => connection.Tell(OfferEvent.Ping));

        kept.Should().Be(LiveConnection.MostWaiting);
        connection.TooSlow.WaitHandle.WaitOne(TimeSpan.FromSeconds(20)).Should().BeTrue();
    }

    private static IEnumerable<string> Fields(string data)
    {
        using var document = JsonDocument.Parse(data);
        return [.. document.RootElement.EnumerateObject().Select(field => field.Name).Where(name => name is not ("id" or "mark"))];
    }
}
