using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Ordering;

namespace Servepath.Tests.Contract.Domains.Ordering;

public sealed class PlacingTests(ShopApp shop) : IClassFixture<ShopApp>, IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Books.CheckAsync(shop, settled: false);

    [Fact]
    public async Task An_order_takes_units_capacity_and_the_cart_and_counts_as_sold_once_it_is_paid()
    {
        await shop.SellAsync("mug", 10.50m, 5);
        var booked = await shop.BookedAsync("columbus");
        var form = await shop.FormAsync("s-mug", "mug", 2);

        var placed = await PlaceAsync(form);
        var order = await shop.ReadAsync(form, placed);

        order.State.Should().Be(OrderState.Confirmed);
        order.HeldUntil.Should().BeNull();
        order.Lines.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { ProductId = "mug", Title = "Title of mug", Quantity = 2, Currency = "USD", Pay = 10.50m, Sum = 21.00m });
        order.Totals.Should().Equal(new Money("USD", 21.00m));
        order.Arrival.Should().Be(Today.AddDays(1), "columbus brings it to the northeast in a day");
        (await shop.OnHandAsync("mug")).Should().Be(3);
        (await shop.SoldAsync("mug")).Should().Be(2);
        (await shop.BookedAsync("columbus")).Should().Be(booked + 1);
        (await CartAsync("s-mug")).Should().BeEmpty();
        (await shop.Owners.PublishedAsync("mug", "stock")).Should().HaveCount(2, "what is left was published with the order");
    }

    [Fact]
    public async Task The_same_form_is_one_order_however_often_it_comes_and_wherever()
    {
        await shop.SellAsync("twice", 1m, 50);
        for (var round = 0; round < 5; round++)
        {
            var form = await shop.FormAsync("s-twice", "twice");
            var placed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => PlaceAsync(form, i % 2 == 0 ? shop.Csp : shop.Ncsp)));
            var reload = await PlaceAsync(form, shop.Ncsp);

            placed.Append(reload).Select(each => each.OrderId).Distinct().Should().ContainSingle().Which.Should().NotBeNull();
        }

        (await shop.OnHandAsync("twice")).Should().Be(45);
        (await shop.Csp.Orders.ListAsync("s-twice", 1, 10, CancellationToken.None)).Should().HaveCount(5);
    }

    [Fact]
    public async Task Of_two_tabs_with_one_cart_one_orders_it_and_the_other_finds_it_empty()
    {
        await shop.SellAsync("tabs", 1m, 50);
        var one = await shop.FormAsync("s-tabs", "tabs", 3);
        var other = await shop.FormAsync("s-tabs");

        var placed = await Task.WhenAll(PlaceAsync(one, shop.Csp), PlaceAsync(other, shop.Ncsp));

        placed.Count(each => each.OrderId is not null).Should().Be(1);
        var empty = placed.Single(each => each.OrderId is null);
        (empty.Questions.Count, empty.Now!.Lines.Count).Should().Be((0, 0));
        (await shop.OnHandAsync("tabs")).Should().Be(47);
    }

    [Fact]
    public async Task The_last_unit_goes_to_one_and_everybody_else_is_asked()
    {
        await shop.SellAsync("last", 1m, 3);
        var forms = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => shop.FormAsync($"s-last-{i}", "last")));

        var placed = await Task.WhenAll(forms.Select((form, i) => PlaceAsync(form, i % 2 == 0 ? shop.Csp : shop.Ncsp)));

        placed.Count(each => each.OrderId is not null).Should().Be(3);
        placed.Where(each => each.OrderId is null).Should().OnlyContain(each => each.Questions.Single().What == CheckoutChange.Stock && each.Now!.Lines[0].Problem == LineProblem.SoldOut);
        (await shop.OnHandAsync("last")).Should().Be(0);
        (await CartAsync(forms[Array.FindIndex(placed, each => each.OrderId is null)].Shopper)).Should().ContainSingle("a question takes nothing out of a cart");
    }

    [Fact]
    public async Task A_new_price_is_a_question_that_names_both_and_the_answer_to_it_is_an_order()
    {
        await shop.SellAsync("price", 10m, 5);
        var form = await shop.FormAsync("s-price", "price");
        await shop.PriceAsync(new("price", "USD", 12m, null, null, null));

        var asked = await PlaceAsync(form);
        var placed = await PlaceAsync(form with { Agreed = asked.Now!.Agreed });

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

        var asked = await PlaceAsync(form);

        asked.Questions.Should().Equal(new CheckoutQuestion("sale", "Title of sale", CheckoutChange.Price, "$7.00", "$10.00"));
    }

    [Fact]
    public async Task A_day_that_filled_up_is_a_question_and_no_parcel_too_many_is_booked()
    {
        await shop.SellAsync("full", 1m, 50);
        var day = Today.AddDays(40);
        shop.Time.Now += TimeSpan.FromDays(40);
        await shop.CapacityAsync("columbus", day, 2);
        var forms = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => shop.FormAsync($"s-full-{i}", "full")));

        var placed = await Task.WhenAll(forms.Select((form, i) => PlaceAsync(form, i % 2 == 0 ? shop.Csp : shop.Ncsp)));
        shop.Time.Now -= TimeSpan.FromDays(40);

        placed.Count(each => each.OrderId is not null).Should().Be(2);
        placed.Where(each => each.OrderId is null).Should().OnlyContain(each => each.Questions.Single().What == CheckoutChange.Arrival);
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

        var asked = await PlaceAsync(form);
        var forged = await PlaceAsync(form with { Agreed = "' or 1=1;" });

        asked.Questions.Should().OnlyContain(each => each.What == CheckoutChange.Cart);
        asked.Questions.Select(each => (each.ProductId, each.Before, each.Now)).Should().BeEquivalentTo([("shown", "2", "3"), ("more", "", "1"), ("fewer", "2", "0")]);
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
        var asked = await PlaceAsync(new("s-why", "key", "northeast", "1 Main Street", PaymentChoice.Accept, checkout.Agreed));

        checkout.Lines.Select(line => line.Problem).Should().Equal(LineProblem.NotSold, LineProblem.TooFew, LineProblem.NotSold, LineProblem.None);
        checkout.CanBePlaced.Should().BeFalse();
        checkout.Totals.Should().Equal([new Money("USD", 3m)], "only what can be ordered counts");
        checkout.Lines[1].Available.Should().Be(2);
        alaska.Lines[3].Problem.Should().Be(LineProblem.SoldOut, "columbus does not serve alaska");
        asked.Questions.Select(each => (each.ProductId, each.What)).Should().Equal(("gone", CheckoutChange.Stock), ("few", CheckoutChange.Stock), ("free", CheckoutChange.Stock));
        (await shop.Csp.Carts.SetAsync("s-why", "gone", 0, CancellationToken.None)).Should().Be(CartAnswer.Done, "what is no longer sold can be taken out");
    }

    [Fact]
    public async Task Units_come_from_several_centres_when_one_has_not_enough_and_the_last_parcel_says_the_day()
    {
        await shop.SellAsync("apart", 1m, 2);
        await shop.StockAsync("apart", "reno", 2);
        var reno = await shop.BookedAsync("reno");
        var form = await shop.FormAsync("s-apart", "apart", 3, region: "west");

        var order = await shop.ReadAsync(form, await PlaceAsync(form));

        order.Arrival.Should().Be(Today.AddDays(4), "reno brings two in two days, columbus the third in four");
        (await shop.OnHandAsync("apart")).Should().Be(1);
        (await shop.BookedAsync("reno")).Should().Be(reno + 1);
    }

    [Fact]
    public async Task Stock_without_a_count_is_sold_without_a_movement()
    {
        await shop.SellAsync("endless", 1m, null);
        var form = await shop.FormAsync("s-endless", "endless", 99);
        var checkout = await shop.Csp.Orders.PrepareAsync("s-endless", "northeast", CancellationToken.None);

        var order = await shop.ReadAsync(form, await PlaceAsync(form));

        (checkout.Lines[0].Available, order.State).Should().Be((null, OrderState.Confirmed));
        (await shop.QueryAsync<int>("select count(*)::int from inventory.movements where product = 'endless' and reason <> 'set'")).Should().Be(0);
        (await shop.SoldAsync("endless")).Should().Be(99);
    }

    [Fact]
    public async Task Somebody_elses_order_is_nobodys_and_lists_are_ones_own_newest_first()
    {
        await shop.SellAsync("mine", 1m, 50);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            shop.Time.Now += TimeSpan.FromSeconds(1);
            ids.Insert(0, (await PlaceAsync(await shop.FormAsync("s-mine", "mine"))).OrderId!);
        }

        (await shop.Csp.Orders.ReadAsync("s-other", ids[0], CancellationToken.None)).Should().BeNull();
        (await shop.Csp.Orders.PayAsync("s-other", ids[0], PaymentChoice.Accept, CancellationToken.None)).Should().BeNull();
        (await shop.Csp.Orders.CancelAsync("s-other", ids[0], CancellationToken.None)).Should().BeNull();
        (await shop.Csp.Orders.ReadAsync("s-mine", ids[0], CancellationToken.None))!.State.Should().Be(OrderState.Confirmed);
        (await shop.Csp.Orders.ListAsync("s-mine", 1, 2, CancellationToken.None)).Select(order => order.Id).Should().Equal(ids, "one more than a page holds says that there are more");
        (await shop.Csp.Orders.ListAsync("s-mine", 2, 2, CancellationToken.None)).Select(order => order.Id).Should().Equal(ids[2]);
        (await shop.Csp.Orders.ListAsync("s-other", 1, 2, CancellationToken.None)).Should().BeEmpty();
    }

    [Fact]
    public async Task A_cart_is_one_on_both_clusters_and_says_what_it_did()
    {
        await shop.SellAsync("cup", 3m, 500);
        Task<CartAnswer> AddAsync(string id, int quantity) => shop.Csp.Carts.AddAsync("s-cart", id, quantity, CancellationToken.None).AsTask();

        (await AddAsync("cup", 2)).Should().Be(CartAnswer.Done);
        (await AddAsync("nothing-like-it", 1)).Should().Be(CartAnswer.UnknownProduct);
        (await AddAsync("cup", 98)).Should().Be(CartAnswer.Cut);
        (await shop.Ncsp.Carts.ReadAsync("s-cart", CancellationToken.None)).Lines.Should().Equal(new CartLine("cup", 99));
        (await shop.Ncsp.Carts.SetAsync("s-cart", "cup", 0, CancellationToken.None)).Should().Be(CartAnswer.Done);
        (await CartAsync("s-cart")).Should().BeEmpty();
    }

    [Fact]
    public async Task A_cart_holds_so_many_products_and_no_more_also_when_they_come_at_once()
    {
        var ids = Enumerable.Range(0, Cart.MostLines + 4).Select(i => $"many-{i:00}").ToArray();
        foreach (var id in ids)
        {
            await shop.SellAsync(id, 1m, 10);
        }

        var answers = await Task.WhenAll(ids.Select((id, i) => (i % 2 == 0 ? shop.Csp : shop.Ncsp).Carts.AddAsync("s-many", id, 1, CancellationToken.None).AsTask()));
        var form = await shop.FormAsync("s-many");
        var order = await shop.ReadAsync(form, await PlaceAsync(form));

        answers.Count(answer => answer == CartAnswer.Full).Should().Be(4);
        order.Lines.Should().HaveCount(Cart.MostLines);
        order.State.Should().Be(OrderState.Confirmed);
    }

    [Fact]
    public async Task A_cut_off_that_passes_between_cart_and_order_is_a_question_about_the_day()
    {
        await shop.SellAsync("tomorrow", 1m, 50);
        var noon = shop.Time.Now;
        var form = await shop.FormAsync("s-tomorrow", "tomorrow");
        var evening = new DateTimeOffset(noon.UtcDateTime.Date.AddHours(28.5), TimeSpan.Zero);
        shop.Time.Now = evening;

        var asked = await PlaceAsync(form);
        var placed = await PlaceAsync(form with { Agreed = asked.Now!.Agreed });
        var late = await PlaceAsync(await shop.FormAsync("s-late", "tomorrow"));
        shop.Time.Now = noon;

        var (before, now) = (Today.AddDays(1), Today.AddDays(2));
        asked.OrderId.Should().BeNull("columbus has sent off its parcels of the day");
        asked.Questions.Should().Equal(new CheckoutQuestion("tomorrow", "Title of tomorrow", CheckoutChange.Arrival, Day(before), Day(now)));
        var order = await shop.ReadAsync(form, placed);
        (order.Arrival, order.Lines.Single().Arrival).Should().Be((now, now), "the answer to the question is an order by the day that was asked about");
        late.OrderId.Should().NotBeNull("who saw the later day is asked nothing");

        static string Day(DateOnly day) => day.ToString("dddd, d MMMM", System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task The_same_key_with_another_address_region_or_payment_orders_nothing_and_names_the_order_that_stands()
    {
        await shop.SellAsync("key", 1m, 50);
        var form = await shop.FormAsync("s-key", "key", 2);
        var placed = await PlaceAsync(form);
        await shop.Csp.Carts.SetAsync("s-key", "key", 3, CancellationToken.None);

        foreach (var other in new[] { form with { Address = "2 Main Street" }, form with { Region = "west" }, form with { Payment = PaymentChoice.Slow } })
        {
            var refused = await PlaceAsync(other, shop.Ncsp);
            (refused.OrderId, refused.KeyOf, refused.Questions.Count).Should().Be((null, placed.OrderId, 0));
        }

        (await PlaceAsync(form, shop.Ncsp)).OrderId.Should().Be(placed.OrderId);
        (await shop.OnHandAsync("key")).Should().Be(48);
        (await CartAsync("s-key")).Should().Equal([new CartLine("key", 3)], "the cart is kept");
    }

    [Fact]
    public async Task Units_of_unpaid_orders_are_held_up_to_a_limit_and_paid_ones_do_not_count()
    {
        await shop.SellAsync("held", 1m, 500);
        await using var strict = shop.Start("csp", services => services.AddSingleton(new OrderingSettings(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(8), 10, TimeSpan.FromDays(90))));
        var waiting = await PlaceAsync(await shop.FormAsync("s-held", "held", 8, PaymentChoice.Down), strict);
        var form = await shop.FormAsync("s-held", "held", 3);

        var refused = await PlaceAsync(form, strict);
        var others = await PlaceAsync(await shop.FormAsync("s-held-other", "held", 10), strict);
        await strict.Orders.PayAsync("s-held", waiting.OrderId!, PaymentChoice.Accept, CancellationToken.None);
        var placed = await PlaceAsync(form, strict);

        (refused.OrderId, refused.Questions.Count, refused.TooMany).Should().Be((null, 0, new HeldUnits(8, 10)));
        others.OrderId.Should().NotBeNull("everybody has a limit of their own");
        placed.OrderId.Should().NotBeNull("what is paid is sold, not held");
        (await shop.OnHandAsync("held")).Should().Be(500 - 8 - 10 - 3);
    }

    [Fact]
    public async Task Carts_in_which_nothing_changed_for_long_are_taken_away_and_no_others()
    {
        await shop.SellAsync("old-cart", 1m, 50);
        var begin = shop.Time.Now;
        await shop.FormAsync("s-old", "old-cart");
        await shop.FormAsync("s-used", "old-cart");
        shop.Time.Now = begin.AddDays(60);
        await shop.FormAsync("s-used", "old-cart", 2);
        shop.Time.Now = begin.AddDays(91);

        while (await shop.Pipeline.Services.GetRequiredService<CartTrimming>().StepAsync(CancellationToken.None) > 0)
        {
        }

        shop.Time.Now = begin;
        (await CartAsync("s-old")).Should().BeEmpty();
        (await CartAsync("s-used")).Should().Equal(new CartLine("old-cart", 2));
        (await shop.QueryAsync<int>("select count(*)::int from ordering.carts where shopper = 's-old'")).Should().Be(0);
        (await PlaceAsync(await shop.FormAsync("s-old", "old-cart"))).OrderId.Should().NotBeNull("who comes back gets a new one");
    }

    [Fact]
    public async Task With_no_connection_free_ordering_says_that_it_cannot_be_asked_and_takes_the_form_afterwards()
    {
        await shop.SellAsync("pool", 1m, 50);
        var form = await shop.FormAsync("s-pool", "pool");
        await using var node = shop.StartSmall("csp", mostConnections: 1);
        await using (await node.Services.GetRequiredService<Postgres.OwnersDatabase>().Source.OpenConnectionAsync())
        {
            var ways = new Func<Task>[]
            {
                () => PlaceAsync(form, node),
                () => node.Orders.PrepareAsync("s-pool", "northeast", CancellationToken.None).AsTask(),
                () => node.Carts.AddAsync("s-pool", "pool", 1, CancellationToken.None).AsTask(),
            };
            foreach (var way in ways)
            {
                await way.Should().ThrowAsync<OrderingUnavailableException>();
            }
        }

        (await PlaceAsync(form, node)).OrderId.Should().NotBeNull();
        (await shop.OnHandAsync("pool")).Should().Be(49);
    }

    private DateOnly Today => DateOnly.FromDateTime(shop.Time.Now.UtcDateTime);

    private Task<PlacedOrder> PlaceAsync(OrderRequest form, OrderingNode? node = null) => (node ?? shop.Csp).Orders.PlaceAsync(form, CancellationToken.None).AsTask();

    private async Task<IReadOnlyList<CartLine>> CartAsync(string shopper) => (await shop.Ncsp.Carts.ReadAsync(shopper, CancellationToken.None)).Lines;
}
