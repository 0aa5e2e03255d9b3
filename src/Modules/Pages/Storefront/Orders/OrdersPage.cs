using System.Globalization;
using AspNetCoreGeneratedDocument;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Regions;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Orders;

/// <summary><c>/orders?page=</c>: the orders of the shopper who asks, newest first.</summary>
internal static class OrdersPage
{
    private const int Size = 10;
    private const int MostPages = 10_000;

    public static async Task<PageResult> GetAsync(
        string? page, HttpContext context, IOrders orders, ShopperCookie shoppers, ShellMaker shells, RegionChoice regions, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var number = int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, MostPages) : 1;
        var read = shoppers.Of(context) is { } shopper ? await orders.ListAsync(shopper.Id, number, Size, running.Token) : [];
        var model = new OrdersModel(
            shells.For(context.Request, "Your orders"),
            [.. read.Take(Size).Select(order => OrderRow.From(order, regions.Named(order.Region)?.Title ?? order.Region))],
            number > 1 ? Address(number - 1) : null,
            read.Count > Size ? Address(number + 1) : null);
        return new(new Slices_OrdersView { Model = model }) { MayBeKept = false };
    }

    private static string Address(int page) => page <= 1 ? "/orders" : string.Create(CultureInfo.InvariantCulture, $"/orders?page={page}");
}
