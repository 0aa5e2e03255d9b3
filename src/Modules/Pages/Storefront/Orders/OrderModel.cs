using System.Globalization;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Orders;

/// <summary>Where an order stands, for people.</summary>
/// <param name="Heading">In a few words.</param>
/// <param name="Text">What follows from it.</param>
internal sealed record StateWords(string Heading, string Text)
{
    public static StateWords Of(Order order, string region) => order.State switch
    {
        OrderState.Confirmed => new("Confirmed", $"Thank you. It arrives {LineModel.DayOf(order.Arrival)} in {region}."),
        OrderState.AwaitingPayment => new(
            "Waiting for the payment",
            order.HeldUntil is { } until
                ? $"Your order stands and your items are held until {until.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC. It completes by itself once the payment has gone through."
                : "Your order stands. It completes by itself once the payment has gone through."),
        OrderState.PaymentRefused => new("The payment was refused", "Nothing is owed and nothing will be sent; what was held for you is back on the shelves."),
        OrderState.Expired => new("Not paid in time", "Nothing is owed and nothing will be sent; what was held for you is back on the shelves."),
        OrderState.Cancelled => new("Cancelled", "You have taken this order back. Nothing is owed and nothing will be sent."),
        _ => new("On record", "This order is on record."),
    };
}

/// <summary>An order as its page shows it.</summary>
internal sealed record OrderModel(
    PageShell Shell, Shopper Shopper, Order Order, StateWords State, IReadOnlyList<LineModel> Lines, IReadOnlyList<string> Totals, string Region)
{
    public string Address => $"/orders/{Order.Id}";

    public string Placed => OrderRow.When(Order.PlacedAt);

    /// <summary>Until when it can be taken back, or since when it cannot; null when nobody knows, or when there is nothing to take back.</summary>
    public string? Cancelling => Order switch
    {
        { IsHandedOver: true } => "Handed over to delivery; it can no longer be cancelled.",
        { CanBeCancelled: true, State: OrderState.Confirmed, HandedOverAt: { } at } => $"It can be cancelled until {OrderRow.When(at)}.",
        _ => null,
    };

    /// <summary>The day on which the last of it arrives, as promised when it was placed.</summary>
    public string Arrival => LineModel.DayOf(Order.Arrival);

    /// <summary>Whether it arrives: it stands, paid or not yet.</summary>
    public bool IsComing => Order.State is OrderState.Confirmed or OrderState.AwaitingPayment;

    /// <summary>Whether nothing came of it: what it was for may be wanted all the same.</summary>
    public bool CameToNothing => Order.State is OrderState.PaymentRefused or OrderState.Expired or OrderState.Cancelled;

    public bool IsWaiting => Order.State == OrderState.AwaitingPayment;

    public static OrderModel From(PageShell shell, Shopper shopper, Order order, string region, CardsRead cards) => new(
        shell, shopper, order, StateWords.Of(order, region), [.. order.Lines.Select(line => LineModel.From(line, cards))], LineModel.TotalsOf(order.Totals), region);
}

/// <summary>One order of a list.</summary>
/// <param name="Id">The order.</param>
/// <param name="Placed">When.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Total">What it costs.</param>
/// <param name="Items">Titles of what was ordered, with the number of units.</param>
/// <param name="More">How many products stand only on the order's own page.</param>
internal sealed record OrderRow(string Id, string Placed, string State, string Total, IReadOnlyList<string> Items, int More)
{
    private const int MostItems = 10;
    private const int LongestTitle = 160;

    public string Address => $"/orders/{Id}";

    public static OrderRow From(Order order, string region) => new(
        order.Id,
        When(order.PlacedAt),
        StateWords.Of(order, region).Heading,
        string.Join(" + ", LineModel.TotalsOf(order.Totals)),
        [.. order.Lines.Take(MostItems).Select(line => line.Quantity == 1 ? Shortened.To(line.Title, LongestTitle) : string.Create(CultureInfo.InvariantCulture, $"{line.Quantity} × {Shortened.To(line.Title, LongestTitle)}"))],
        Math.Max(0, order.Lines.Count - MostItems));

    public static string When(DateTimeOffset moment) => moment.UtcDateTime.ToString("d MMM yyyy, HH:mm", CultureInfo.InvariantCulture) + " UTC";
}

/// <summary>A page of a shopper's orders.</summary>
/// <param name="Shell">Around it.</param>
/// <param name="Orders">Newest first.</param>
/// <param name="Newer">Address of the page before; null on the first.</param>
/// <param name="Older">Address of the page after; null on the last.</param>
internal sealed record OrdersModel(PageShell Shell, IReadOnlyList<OrderRow> Orders, string? Newer, string? Older);
