using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Checkouts;
using Servepath.Pages.Storefront.Orders;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class FullCartTests
{
    private const int MostBytes = 60_000;

    private static readonly DateOnly Day = new(2026, 6, 13);

    private readonly ShopperCookie shoppers = new(new EphemeralDataProtectionProvider());

    [Theory]
    [InlineData('x', 500)]
    [InlineData('가', 500)]
    [InlineData('"', 500)]
    [InlineData('x', 60)]
    public async Task A_cart_a_checkout_and_an_order_as_full_as_can_be_stay_within_their_budget_with_every_line(char letter, int length)
    {
        var ids = Enumerable.Range(0, Cart.MostLines).Select(i => $"p-{i:00}-{new string('i', 44)}").ToArray();
        var rows = new FakeRows();
        foreach (var id in ids)
        {
            rows.Add(new FakeRow("product", id, 8, new Dictionary<string, object> { ["details"] = Samples.Longest(letter, id) }, _ => Samples.OnSale));
        }

        var title = new string(letter, length);
        var shop = new FullShop(
            new("northeast", [.. ids.Select(id => new CheckoutLine(id, title, 99, "USD", 999_999.99m, 899_999.99m, null, Day, LineProblem.None))], [new("USD", 4_454_999_950.50m)], Day, string.Join(';', ids)),
            new("abc", OrderState.Confirmed, Samples.Now, null, "northeast", new('x', 1000), [.. ids.Select(id => new OrderLine(id, title, 99, "USD", 899_999.99m, Day))], [new("USD", 4_454_999_950.50m)], Day));
        var cards = new CardReader(rows, new());

        foreach (var (path, page) in Pages(shop, cards))
        {
            var context = Rendered.Context(path);
            shoppers.OfOrNew(context);
            var html = await (await page(context)).RunAsync(context);

            Encoding.UTF8.GetByteCount(html).Should().BeLessThanOrEqualTo(MostBytes, path);
            Regex.Count(html, "class=\"sum\"").Should().Be(Cart.MostLines, path);
        }
    }

    private IEnumerable<(string Path, Func<HttpContext, Task<IResult>> Page)> Pages(FullShop shop, CardReader cards)
    {
        var checkout = new CheckoutPage(shop, cards, shoppers, Rendered.Shells, new(Rendered.Network));
        yield return ("/cart", async context => await new CartPage(shop, cards, shoppers, Rendered.Shells).ShowAsync(context, "It is in your cart.", 200, null, default));
        yield return ("/checkout", async context => await checkout.ShowAsync(context, CheckoutFields.New(), Rendered.Network.Regions[0], null, 200, default));
        yield return ("/orders/abc", async context => await OrderPage.GetAsync(
            "abc", context, shop, cards, shoppers, Rendered.Shells, new(Rendered.Network), Rendered.Trouble, new(new ConfigurationBuilder().Build(), TimeProvider.System)));
    }

    private sealed class FullShop(Checkout checkout, Order order) : IOrders
    {
        public ValueTask<Checkout> PrepareAsync(string shopper, string region, CancellationToken cancellationToken) => new(checkout);

        public ValueTask<Order?> ReadAsync(string shopper, string orderId, CancellationToken cancellationToken) => new(order);

        public ValueTask<Order?> CancelAsync(string shopper, string orderId, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<PlacedOrder> PlaceAsync(OrderRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Order?> PayAsync(string shopper, string orderId, PaymentChoice payment, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Order>> ListAsync(string shopper, int page, int size, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
