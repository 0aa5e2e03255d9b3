using Servepath.Domains.Ordering;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>What a shopper is asked when what they saw no longer holds.</summary>
[Collection(nameof(OneShop))]
public sealed class QuestionTests(ShopApp shop) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Books.CheckAsync(shop, settled: false);

    [Fact]
    public async Task A_new_price_is_a_question_that_names_both_and_the_answer_to_it_is_an_order()
    {
        await shop.SellAsync("price", 10m, 5);
        var form = await shop.FormAsync("s-price", "price");
        await shop.PriceAsync(new("price", "USD", 12m, null, null, null));

        var asked = await shop.PlaceAsync(form);
        var placed = await shop.PlaceAsync(form with { Agreed = asked.Now!.Agreed });

        asked.OrderId.Should().BeNull();
        asked.Questions.Should().Equal(new CheckoutQuestion("price", "Title of price", CheckoutChange.Price, "$10.00", "$12.00"));
        (await shop.ReadAsync(form, placed)).Totals.Should().Equal(new Money("USD", 12m));
    }

    [Fact]
    public async Task A_sale_that_ends_by_the_clock_is_a_question_without_any_write()
    {
        await shop.SellAsync("sale", 10m, 5);
        await shop.PriceAsync(new("sale", "USD", 10m, 7m, null, shop.Time.Now.AddMinutes(5)));
        var form = await shop.FormAsync("s-sale", "sale");
        shop.Time.Now += TimeSpan.FromMinutes(6);

        var asked = await shop.PlaceAsync(form);

        asked.Questions.Should().Equal(new CheckoutQuestion("sale", "Title of sale", CheckoutChange.Price, "$7.00", "$10.00"));
    }

    [Fact]
    public async Task A_day_that_filled_up_is_a_question_and_no_parcel_too_many_is_booked()
    {
        await shop.SellAsync("full", 1m, 50);
        var day = shop.Today.AddDays(40);
        shop.Time.Now += TimeSpan.FromDays(40);
        await shop.CapacityAsync("columbus", day, 2);
        var forms = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => shop.FormAsync($"s-full-{i}", "full")));

        var placed = await Task.WhenAll(forms.Select((form, i) => shop.PlaceAsync(form, i % 2 == 0 ? shop.Csp : shop.Ncsp)));
        shop.Time.Now -= TimeSpan.FromDays(40);

        placed.Count(each => each.OrderId is not null).Should().Be(2);
        placed.Where(each => each.OrderId is null).Should().OnlyContain(each => each.Questions.Single().What == CheckoutChange.Arrival);
    }

    [Fact]
    public async Task A_cut_off_that_passes_between_cart_and_order_is_a_question_about_the_day()
    {
        await shop.SellAsync("tomorrow", 1m, 50);
        var noon = shop.Time.Now;
        var form = await shop.FormAsync("s-tomorrow", "tomorrow");
        var evening = new DateTimeOffset(noon.UtcDateTime.Date.AddHours(28.5), TimeSpan.Zero);
        shop.Time.Now = evening;

        var asked = await shop.PlaceAsync(form);
        var placed = await shop.PlaceAsync(form with { Agreed = asked.Now!.Agreed });
        var late = await shop.PlaceAsync(await shop.FormAsync("s-late", "tomorrow"));
        shop.Time.Now = noon;

        var (before, now) = (shop.Today.AddDays(1), shop.Today.AddDays(2));
        asked.OrderId.Should().BeNull("columbus has sent off its parcels of the day");
        asked.Questions.Should().Equal(new CheckoutQuestion("tomorrow", "Title of tomorrow", CheckoutChange.Arrival, Day(before), Day(now)));
        var order = await shop.ReadAsync(form, placed);
        (order.Arrival, order.Lines.Single().Arrival).Should().Be((now, now), "the answer to the question is an order by the day that was asked about");
        late.OrderId.Should().NotBeNull("who saw the later day is asked nothing");

        static string Day(DateOnly day) => day.ToString("dddd, d MMMM", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task A_cart_that_is_another_than_shown_is_a_question_for_each_difference()
    {
        await shop.SellAsync("shown", 1m, 50);
        await shop.SellAsync("more", 1m, 50);
        await shop.SellAsync("fewer", 1m, 50);
        await shop.FormAsync("s-other", "fewer", 2);
        var form = await shop.FormAsync("s-other", "shown", 2);
        await shop.Ncsp.Carts.SetAsync("s-other", "shown", 3, CancellationToken.None);
        await shop.Ncsp.Carts.SetAsync("s-other", "more", 1, CancellationToken.None);
        await shop.Ncsp.Carts.SetAsync("s-other", "fewer", 0, CancellationToken.None);

        var asked = await shop.PlaceAsync(form);
        var forged = await shop.PlaceAsync(form with { Agreed = "' or 1=1;" });

        asked.Questions.Should().OnlyContain(each => each.What == CheckoutChange.Cart);
        asked.Questions.Select(each => (each.Title, each.Before, each.Now)).Should().BeEquivalentTo([("Title of shown", "2", "3"), ("Title of more", "", "1"), ("Title of fewer", "2", "0")]);
        forged.Questions.Select(each => each.ProductId).Should().BeEquivalentTo("shown", "more");
    }

    [Fact]
    public async Task A_line_says_why_it_cannot_be_ordered_as_it_stands()
    {
        await shop.SellAsync("gone", 1m, 5);
        await shop.SellAsync("few", 1m, 2);
        await shop.SellAsync("free", 1m, 5);
        await shop.SellAsync("here-only", 1m, 5);
        foreach (var id in new[] { "gone", "few", "free", "here-only" })
        {
            await shop.Csp.Carts.SetAsync("s-why", id, 3, CancellationToken.None);
        }

        await shop.PostAsync("/api/catalog/products/remove", new { ids = new[] { "gone" } });
        await shop.PostAsync("/api/pricing/prices/remove", new { ids = new[] { "free" } });
        var checkout = await shop.Csp.Orders.PrepareAsync("s-why", "northeast", CancellationToken.None);
        var alaska = await shop.Csp.Orders.PrepareAsync("s-why", "alaska", CancellationToken.None);
        var asked = await shop.PlaceAsync(new("s-why", "key", "northeast", "1 Main Street", PaymentChoice.Accept, checkout.Agreed));

        checkout.Lines.Select(line => line.Problem).Should().Equal(LineProblem.NotSold, LineProblem.TooFew, LineProblem.NotSold, LineProblem.None);
        checkout.CanBePlaced.Should().BeFalse();
        checkout.Totals.Should().Equal([new Money("USD", 3m)], "only what can be ordered counts");
        checkout.Lines[1].Available.Should().Be(2);
        alaska.Lines[3].Problem.Should().Be(LineProblem.SoldOut, "columbus does not serve alaska");
        asked.Questions.Select(each => (each.ProductId, each.Title, each.What)).Should().Equal(
            ("gone", "Title of gone", CheckoutChange.NotSold), ("few", "Title of few", CheckoutChange.Stock), ("free", "Title of free", CheckoutChange.NotSold));
        (await shop.Csp.Carts.SetAsync("s-why", "gone", 0, CancellationToken.None)).Should().Be(CartAnswer.Done, "what is no longer sold can be taken out");
    }
}
