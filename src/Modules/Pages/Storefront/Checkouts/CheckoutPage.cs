using AspNetCoreGeneratedDocument;
using Servepath.Domains.Delivery;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Regions;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Checkouts;

/// <summary>
/// <c>/checkout</c>: one page, whose first form that posts holds everything. The header's region form is left out there: the
/// form carries the region that its dates were shown for.
/// </summary>
internal sealed class CheckoutPage(IOrders orders, CardReader cards, ShopperCookie shoppers, ShellMaker shells, RegionChoice regions)
{
    public static async Task<PageResult> GetAsync(HttpContext context, CheckoutPage page, RegionChoice regions, Deadline deadline)
    {
        using var running = deadline.Start(context);
        return await page.ShowAsync(context, CheckoutFields.New(), regions.Of(context.Request), null, StatusCodes.Status200OK, running.Token);
    }

    /// <summary>The region that a form was shown for; the visitor's when it names none.</summary>
    public Region RegionOf(HttpContext context, CheckoutFields fields) => regions.Named(fields.Region) ?? regions.Of(context.Request);

    /// <summary>The page with what an order would be now.</summary>
    public async Task<PageResult> ShowAsync(HttpContext context, CheckoutFields fields, Region region, string? note, int status, CancellationToken cancellationToken) =>
        shoppers.Of(context) is { } shopper && await orders.PrepareAsync(shopper.Id, region.Name, cancellationToken) is { Lines.Count: > 0 } checkout
            ? await ShowAsync(context, fields, region, checkout, [], note, status, cancellationToken)
            : Empty(context, status);

    /// <summary>The page with an order as it would be now, and the questions that it raises.</summary>
    public async Task<PageResult> ShowAsync(
        HttpContext context, CheckoutFields fields, Region region, Checkout checkout,
        IReadOnlyList<CheckoutQuestion> questions, string? note, int status, CancellationToken cancellationToken)
    {
        var pictures = await cards.ReadAsync([.. checkout.Lines.Select(line => line.ProductId)], region.Name, cancellationToken);
        var model = CheckoutModel.From(Shell(context, region), shoppers.Of(context)!, fields, checkout, pictures) with
        {
            Questions = [.. questions.Select(QuestionModel.From)],
            Note = note ?? (questions.Count == 0 && fields.Agreed.Length > 0 && fields.Agreed != checkout.Agreed ? "Something has changed since you looked: please check the order below." : null),
        };
        return new(new Slices_CheckoutView { Model = model }, status)
        {
            MayBeKept = false,
            Lighter = LineModel.Lighter(model.Lines).Select(lines => new Slices_CheckoutView { Model = model with { Lines = lines } }),
        };
    }

    /// <summary>The page without anything to order.</summary>
    public PageResult Empty(HttpContext context, int status)
    {
        CartCount.Keep(context, 0);
        var shell = Shell(context, regions.Of(context.Request)) with { CartUnits = 0 };
        return new(new Slices_EmptyCheckoutView { Model = shell }, status) { MayBeKept = false };
    }

    /// <summary>503: the form can be sent again just as it is.</summary>
    public PageResult Again(HttpContext context, CheckoutFields fields, Region region) =>
        new(new Slices_AgainView { Model = new(Shell(context, region), shoppers.Of(context)!, fields) }, StatusCodes.Status503ServiceUnavailable);

    private PageShell Shell(HttpContext context, Region region) =>
        shells.For(context.Request, "Checkout") with { Address = "/checkout", Region = region, HasRegionForm = false };
}
