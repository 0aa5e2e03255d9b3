using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Ordering;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>What an order takes, and that it is placed once.</summary>
[Collection(nameof(OneShop))]
public sealed class PlacingTests(ShopApp shop) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Books.CheckAsync(shop, settled: false);

    [Fact]
    public async Task An_order_takes_units_capacity_and_the_cart_and_counts_as_sold_once_it_is_paid()
    {
        await shop.SellAsync("mug", 10.50m, 5);
        var booked = await shop.BookedAsync("columbus");
        var form = await shop.FormAsync("s-mug", "mug", 2);

        var placed = await shop.PlaceAsync(form);
        var order = await shop.ReadAsync(form, placed);

        order.State.Should().Be(OrderState.Confirmed);
        order.HeldUntil.Should().BeNull();
        order.Lines.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { ProductId = "mug", Title = "Title of mug", Quantity = 2, Currency = "USD", Pay = 10.50m, Sum = 21.00m });
        order.Totals.Should().Equal(new Money("USD", 21.00m));
        order.Arrival.Should().Be(shop.Today.AddDays(1), "columbus brings it to the northeast in a day");
        (await shop.OnHandAsync("mug")).Should().Be(3);
        (await shop.SoldAsync("mug")).Should().Be(2);
        (await shop.BookedAsync("columbus")).Should().Be(booked + 1);
        (await shop.CartAsync("s-mug")).Should().BeEmpty();
        (await shop.Owners.PublishedAsync("mug", "stock")).Should().HaveCount(2, "what is left was published with the order");
    }

    [Fact]
    public async Task The_same_form_is_one_order_however_often_it_comes_and_wherever()
    {
        await shop.SellAsync("twice", 1m, 50);
        for (var round = 0; round < 5; round++)
        {
            var form = await shop.FormAsync("s-twice", "twice");
            var placed = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => shop.PlaceAsync(form, i % 2 == 0 ? shop.Csp : shop.Ncsp)));
            var reload = await shop.PlaceAsync(form, shop.Ncsp);

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

        var placed = await Task.WhenAll(shop.PlaceAsync(one, shop.Csp), shop.PlaceAsync(other, shop.Ncsp));

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

        var placed = await Task.WhenAll(forms.Select((form, i) => shop.PlaceAsync(form, i % 2 == 0 ? shop.Csp : shop.Ncsp)));

        placed.Count(each => each.OrderId is not null).Should().Be(3);
        placed.Where(each => each.OrderId is null).Should().OnlyContain(each => each.Questions.Single().What == CheckoutChange.Stock && each.Now!.Lines[0].Problem == LineProblem.SoldOut);
        (await shop.OnHandAsync("last")).Should().Be(0);
        (await shop.CartAsync(forms[Array.FindIndex(placed, each => each.OrderId is null)].Shopper)).Should().ContainSingle("a question takes nothing out of a cart");
    }

    [Fact]
    public async Task Units_come_from_several_centres_when_one_has_not_enough_and_the_last_parcel_says_the_day()
    {
        await shop.SellAsync("apart", 1m, 2);
        await shop.StockAsync("apart", "reno", 2);
        var reno = await shop.BookedAsync("reno");
        var form = await shop.FormAsync("s-apart", "apart", 3, region: "west");

        var order = await shop.ReadAsync(form, await shop.PlaceAsync(form));

        order.Arrival.Should().Be(shop.Today.AddDays(4), "reno brings two in two days, columbus the third in four");
        (await shop.OnHandAsync("apart")).Should().Be(1);
        (await shop.BookedAsync("reno")).Should().Be(reno + 1);
    }

    [Fact]
    public async Task Stock_without_a_count_is_sold_without_a_movement()
    {
        await shop.SellAsync("endless", 1m, null);
        var form = await shop.FormAsync("s-endless", "endless", 99);
        var checkout = await shop.Csp.Orders.PrepareAsync("s-endless", "northeast", CancellationToken.None);

        var order = await shop.ReadAsync(form, await shop.PlaceAsync(form));

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
            ids.Insert(0, (await shop.PlaceAsync(await shop.FormAsync("s-mine", "mine"))).OrderId!);
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
    public async Task The_same_key_with_another_address_region_or_payment_orders_nothing_and_names_the_order_that_stands()
    {
        await shop.SellAsync("key", 1m, 50);
        var form = await shop.FormAsync("s-key", "key", 2);
        var placed = await shop.PlaceAsync(form);
        await shop.Csp.Carts.SetAsync("s-key", "key", 3, CancellationToken.None);

        foreach (var other in new[] { form with { Address = "2 Main Street" }, form with { Region = "west" }, form with { Payment = PaymentChoice.Slow } })
        {
            var refused = await shop.PlaceAsync(other, shop.Ncsp);
            (refused.OrderId, refused.KeyOf, refused.Questions.Count).Should().Be((null, placed.OrderId, 0));
        }

        (await shop.PlaceAsync(form, shop.Ncsp)).OrderId.Should().Be(placed.OrderId);
        (await shop.OnHandAsync("key")).Should().Be(48);
        (await shop.CartAsync("s-key")).Should().Equal([new CartLine("key", 3)], "the cart is kept");
    }

    [Fact]
    public async Task Units_of_unpaid_orders_are_held_up_to_a_limit_and_paid_ones_do_not_count()
    {
        await shop.SellAsync("held", 1m, 500);
        await using var strict = shop.Start("csp", services => services.AddSingleton(new OrderingSettings(TimeSpan.FromMinutes(15), TimeSpan.FromSeconds(8), 10, TimeSpan.FromDays(90))));
        var waiting = await shop.PlaceAsync(await shop.FormAsync("s-held", "held", 8, PaymentChoice.Down), strict);
        var form = await shop.FormAsync("s-held", "held", 3);

        var refused = await shop.PlaceAsync(form, strict);
        var others = await shop.PlaceAsync(await shop.FormAsync("s-held-other", "held", 10), strict);
        await strict.Orders.PayAsync("s-held", waiting.OrderId!, PaymentChoice.Accept, CancellationToken.None);
        var placed = await shop.PlaceAsync(form, strict);

        (refused.OrderId, refused.Questions.Count, refused.TooMany).Should().Be((null, 0, new HeldUnits(8, 10)));
        others.OrderId.Should().NotBeNull("everybody has a limit of their own");
        placed.OrderId.Should().NotBeNull("what is paid is sold, not held");
        (await shop.OnHandAsync("held")).Should().Be(500 - 8 - 10 - 3);
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
                () => shop.PlaceAsync(form, node),
                () => node.Orders.PrepareAsync("s-pool", "northeast", CancellationToken.None).AsTask(),
                () => node.Carts.AddAsync("s-pool", "pool", 1, CancellationToken.None).AsTask(),
            };
            foreach (var way in ways)
            {
                await way.Should().ThrowAsync<OrderingUnavailableException>();
            }
        }

        (await shop.PlaceAsync(form, node)).OrderId.Should().NotBeNull();
        (await shop.OnHandAsync("pool")).Should().Be(49);
    }
}
