using AspNetCoreGeneratedDocument;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Checkouts;
using Servepath.Pages.Storefront.Regions;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Orders;

/// <summary><c>/orders/{id}</c>: one order, for the shopper who placed it; for everybody else there is none. Its forms cancel it, pay again, and put what did not come about into the cart again.</summary>
internal static class OrderPage
{
    public static async Task<PageResult> GetAsync(
        string id, HttpContext context, IOrders orders, CardReader cards, ShopperCookie shoppers, ShellMaker shells, RegionChoice regions, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        if (!IsId(id) || shoppers.Of(context) is not { } shopper || await orders.ReadAsync(shopper.Id, id, running.Token) is not { } order)
        {
            return trouble.NoSuchOrder(context);
        }

        var shell = shells.For(context.Request, "Your order");
        var pictures = await cards.ReadAsync([.. order.Lines.Select(line => line.ProductId)], shell.Region.Name, running.Token);
        var model = OrderModel.From(shell, shopper, order, regions.Named(order.Region)?.Title ?? order.Region, pictures);
        return new(new Slices_OrderView { Model = model })
        {
            MayBeKept = false,
            Lighter = LineModel.Lighter(model.Lines).Select(lines => new Slices_OrderView { Model = model with { Lines = lines } }),
        };
    }

    public static async Task<IResult> CancelAsync(string id, HttpContext context, IOrders orders, ShopperCookie shoppers, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.StartWriting();
        return !IsId(id) || await orders.CancelAsync(shoppers.Of(context)!.Id, id, running.Token) is not { } order ? trouble.NoSuchOrder(context)
            : order.IsHandedOver ? trouble.HandedOver(context, order.Id)
            : new SeeOther($"/orders/{order.Id}");
    }

    public static async Task<IResult> PayAsync(string id, HttpContext context, IOrders orders, ShopperCookie shoppers, Trouble trouble, Deadline deadline)
    {
        if (CheckoutFields.PaymentNamed(context.Request.Form["payment"]) is not { } payment)
        {
            return trouble.BadForm(context, $"'payment' is one of {string.Join(", ", CheckoutFields.Payments.Select(one => one.Name))}.");
        }

        using var running = deadline.StartWriting();
        return IsId(id) && await orders.PayAsync(shoppers.Of(context)!.Id, id, payment, running.Token) is { } order
            ? new SeeOther($"/orders/{order.Id}")
            : trouble.NoSuchOrder(context);
    }

    /// <summary>Puts what was ordered into the cart again, where it can be ordered anew at what it costs then.</summary>
    public static async Task<IResult> PutBackAsync(
        string id, HttpContext context, IOrders orders, ICarts carts, ShopperCookie shoppers, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.StartWriting();
        var shopper = shoppers.Of(context)!.Id;
        if (!IsId(id) || await orders.ReadAsync(shopper, id, running.Token) is not { } order)
        {
            return trouble.NoSuchOrder(context);
        }

        var leftOut = await carts.PutBackAsync(shopper, [.. order.Lines.Select(line => new CartLine(line.ProductId, line.Quantity))], running.Token);
        CartCount.Keep(context, (await carts.ReadAsync(shopper, running.Token)).Units);
        return new SeeOther(leftOut == 0 ? "/cart?back" : "/cart?partly");
    }

    private static bool IsId(string id) => id.Length is > 0 and <= 64 && id.All(char.IsAsciiLetterOrDigit);
}
