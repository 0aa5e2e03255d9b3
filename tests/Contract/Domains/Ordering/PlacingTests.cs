using Servepath.Domains.Ordering;

namespace Servepath.Tests.Contract.Domains.Ordering;

public sealed class PlacingTests(ShopApp shop) : IClassFixture<ShopApp>
{
    [Fact]
    public async Task An_order_takes_units_capacity_and_the_cart_and_counts_as_sold_once_it_is_paid()
    {
        await shop.SellAsync("mug", 10.50m, 5);
        var booked = await shop.BookedAsync("columbus");
        var form = await shop.FormAsync("s-mug", "mug", 2);

        var placed = await shop.Csp.Orders.PlaceAsync(form, CancellationToken.None);
        var order = await shop.ReadAsync(form, placed);

        order.State.Should().Be(OrderState.Confirmed);
        order.HeldUntil.Should().BeNull();
        order.Lines.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { ProductId = "mug", Title = "Title of mug", Quantity = 2, Currency = "USD", Pay = 10.50m, Sum = 21.00m });
        order.Totals.Should().Equal(new Money("USD", 21.00m));
        order.Arrival.Should().Be(DateOnly.FromDateTime(shop.Time.Now.UtcDateTime).AddDays(1), "columbus brings it to the northeast in a day");
        (await shop.OnHandAsync("mug")).Should().Be(3);
        (await shop.SoldAsync("mug")).Should().Be(2);
        (await shop.BookedAsync("columbus")).Should().Be(booked + 1);
        (await shop.Ncsp.Carts.ReadAsync("s-mug", CancellationToken.None)).Lines.Should().BeEmpty();
        (await shop.Owners.PublishedAsync("mug", "stock")).Should().HaveCount(2, "what is left was published with the order");
    }

    [Fact]
    public async Task A_cart_is_one_on_both_clusters_and_says_what_it_did()
    {
        await shop.SellAsync("cup", 3m, 500);
        async Task<CartAnswer> AddAsync(string id, int quantity) => await shop.Csp.Carts.AddAsync("s-cart", id, quantity, CancellationToken.None);

        (await AddAsync("cup", 2)).Should().Be(CartAnswer.Done);
        (await AddAsync("nothing-like-it", 1)).Should().Be(CartAnswer.UnknownProduct);
        (await AddAsync("cup", 98)).Should().Be(CartAnswer.Cut);
        (await shop.Ncsp.Carts.ReadAsync("s-cart", CancellationToken.None)).Lines.Should().Equal(new CartLine("cup", 99));
        (await shop.Ncsp.Carts.SetAsync("s-cart", "cup", 0, CancellationToken.None)).Should().Be(CartAnswer.Done);
        (await shop.Csp.Carts.ReadAsync("s-cart", CancellationToken.None)).Lines.Should().BeEmpty();
    }
}
