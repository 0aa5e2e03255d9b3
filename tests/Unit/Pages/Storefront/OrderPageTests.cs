using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Orders;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Tests.Unit.Pages.Storefront;

public sealed class OrderPageTests
{
    private static readonly DateTimeOffset HandedOver = new(2026, 6, 10, 20, 0, 0, TimeSpan.Zero);
    private readonly ShopperCookie shoppers = new(new EphemeralDataProtectionProvider());
    private readonly Deadline deadline = new(new ConfigurationBuilder().Build(), TimeProvider.System);

    [Fact]
    public async Task Cancelling_what_is_handed_over_is_refused_by_a_page_of_the_shop_that_leads_to_the_order()
    {
        var (context, html) = await CancelAsync(Some(OrderState.Confirmed, isHandedOver: true));

        context.Response.StatusCode.Should().Be(409);
        html.Should().Contain("It has been handed over to delivery").And.Contain("href=\"/orders/abc\"").And.Contain("<footer");
    }

    [Theory]
    [InlineData(OrderState.Cancelled)]
    [InlineData(OrderState.Expired)]
    public async Task Cancelling_what_is_not_handed_over_leads_back_to_the_order(OrderState after)
    {
        var (context, _) = await CancelAsync(Some(after, isHandedOver: false));

        (context.Response.StatusCode, context.Response.Headers.Location.ToString()).Should().Be((303, "/orders/abc"));
    }

    [Fact]
    public async Task A_line_says_its_day_and_the_order_its_last_and_until_when_it_can_be_cancelled()
    {
        var html = await ShowAsync(Some(OrderState.Confirmed, isHandedOver: false));

        html.Should().Contain("Arrives Fri 12 Jun").And.Contain("Arrives Sat 13 Jun").And.Contain("All of it arrives by Sat 13 Jun")
            .And.Contain("It can be cancelled until 10 Jun 2026, 20:00 UTC").And.Contain("action=\"/orders/abc/cancel\"");
    }

    [Fact]
    public async Task An_order_that_is_handed_over_says_so_and_has_no_button_to_cancel_it()
    {
        var html = await ShowAsync(Some(OrderState.Confirmed, isHandedOver: true));

        html.Should().Contain("Handed over to delivery; it can no longer be cancelled.").And.NotContain("/cancel\"").And.Contain("All of it arrives by");
    }

    [Fact]
    public async Task An_order_that_does_not_stand_says_no_day() =>
        (await ShowAsync(Some(OrderState.Cancelled, isHandedOver: false))).Should().NotContain("rrives").And.NotContain("/cancel\"");

    [Theory]
    [InlineData(OrderState.PaymentRefused, true)]
    [InlineData(OrderState.Expired, true)]
    [InlineData(OrderState.Cancelled, true)]
    [InlineData(OrderState.Confirmed, false)]
    [InlineData(OrderState.AwaitingPayment, false)]
    public async Task What_came_to_nothing_can_be_put_into_the_cart_again(OrderState state, bool offered) =>
        (await ShowAsync(Some(state, isHandedOver: false))).Contains("action=\"/orders/abc/put-back\"", StringComparison.Ordinal).Should().Be(offered);

    private static Order Some(OrderState state, bool isHandedOver) => new(
        "abc",
        state,
        HandedOver.AddHours(-5),
        null,
        "northeast",
        "1 Main Street",
        [new("p-1", "Lamp", 1, "USD", 10m, new(2026, 6, 12)), new("p-2", "Mug", 2, "USD", 5m, new(2026, 6, 13))],
        [new("USD", 20m)],
        new(2026, 6, 13)) { HandedOverAt = HandedOver, IsHandedOver = isHandedOver };

    private async Task<(DefaultHttpContext Context, string Html)> CancelAsync(Order after)
    {
        var context = Rendered.Context("/orders/abc/cancel");
        shoppers.OfOrNew(context);
        var result = await OrderPage.CancelAsync("abc", context, new OneOrder(after), shoppers, Rendered.Trouble, deadline);
        return (context, await result.RunAsync(context));
    }

    private async Task<string> ShowAsync(Order order)
    {
        var context = Rendered.Context("/orders/abc");
        var model = OrderModel.From(Rendered.Shells.For(context.Request, "Your order"), shoppers.OfOrNew(context), order, "Northeast", new(new Dictionary<string, Card>(), false));
        return await new PageResult(new AspNetCoreGeneratedDocument.Slices_OrderView { Model = model }).RunAsync(context);
    }

    private sealed class OneOrder(Order order) : IOrders
    {
        public ValueTask<Order?> CancelAsync(string shopper, string orderId, CancellationToken cancellationToken) => new(order);

        public ValueTask<Order?> ReadAsync(string shopper, string orderId, CancellationToken cancellationToken) => new(order);

        public ValueTask<Checkout> PrepareAsync(string shopper, string region, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<PlacedOrder> PlaceAsync(OrderRequest request, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Order?> PayAsync(string shopper, string orderId, PaymentChoice payment, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<Order>> ListAsync(string shopper, int page, int size, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
