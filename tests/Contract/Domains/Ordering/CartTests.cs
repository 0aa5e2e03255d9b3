using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Ordering;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>What carts hold, and for how long.</summary>
[Collection(nameof(OneShop))]
public sealed class CartTests(ShopApp shop) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Books.CheckAsync(shop, settled: false);

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
        (await shop.CartAsync("s-cart")).Should().BeEmpty();
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
        var order = await shop.ReadAsync(form, await shop.PlaceAsync(form));

        answers.Count(answer => answer == CartAnswer.Full).Should().Be(4);
        var other = ids.First(id => order.Lines.All(line => line.ProductId != id));
        await shop.Csp.Carts.AddAsync("s-many", other, 1, CancellationToken.None);
        (await shop.Csp.Carts.PutBackAsync("s-many", [.. order.Lines.Select(line => new CartLine(line.ProductId, line.Quantity))], CancellationToken.None))
            .Should().Be(1, "a cart holds no more than its most");
        order.Lines.Should().HaveCount(Cart.MostLines);
        order.State.Should().Be(OrderState.Confirmed);
    }

    [Fact]
    public async Task What_is_put_back_is_there_at_least_so_often_beside_what_lies_there_and_only_what_is_still_sold()
    {
        foreach (var id in new[] { "back-more", "back-fewer", "back-new", "back-gone", "back-stays" })
        {
            await shop.SellAsync(id, 1m, 10);
        }

        await shop.PostAsync("/api/catalog/products/remove", new { ids = new[] { "back-gone" } });
        foreach (var (id, quantity) in new[] { ("back-stays", 1), ("back-more", 2), ("back-fewer", 5) })
        {
            await shop.Csp.Carts.SetAsync("s-back", id, quantity, CancellationToken.None);
        }

        CartLine[] lines = [new("back-more", 3), new("back-fewer", 3), new("back-gone", 1), new("back-new", 99)];
        var leftOut = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => (i % 2 == 0 ? shop.Csp : shop.Ncsp).Carts.PutBackAsync("s-back", lines, CancellationToken.None).AsTask()));

        leftOut.Should().Equal(1, 1, 1, 1);
        (await shop.CartAsync("s-back")).Should().Equal(new CartLine("back-stays", 1), new CartLine("back-more", 3), new CartLine("back-fewer", 5), new CartLine("back-new", 99));
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
        (await shop.CartAsync("s-old")).Should().BeEmpty();
        (await shop.CartAsync("s-used")).Should().Equal(new CartLine("old-cart", 2));
        (await shop.QueryAsync<int>("select count(*)::int from ordering.carts where shopper = 's-old'")).Should().Be(0);
        (await shop.PlaceAsync(await shop.FormAsync("s-old", "old-cart"))).OrderId.Should().NotBeNull("who comes back gets a new one");
    }
}
