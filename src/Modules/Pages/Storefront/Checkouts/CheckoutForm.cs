using System.Globalization;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Carts;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Checkouts;

/// <summary>
/// Takes the checkout form. An order answers 303 to its page, the same form again 303 to the same page; a question to the
/// shopper 409, a mistake 400, each with the form as it was typed.
/// </summary>
internal static class CheckoutForm
{
    public static async Task<IResult> PostAsync(
        HttpContext context, IOrders orders, ICarts carts, CheckoutPage page, ShopperCookie shoppers, Trouble trouble, Deadline deadline, ILogger<CheckoutPage> logger)
    {
        if (CheckoutFields.From(context.Request.Form) is not { } fields)
        {
            return trouble.BadForm(context, "'key' is the one that came with the form.");
        }

        var shopper = shoppers.Of(context)!.Id;
        var region = page.RegionOf(context, fields);
        try
        {
            // Not given up when the browser goes: what was sent is done.
            using var running = deadline.StartWriting();
            if (context.Request.Form.ContainsKey("fit"))
            {
                await FitAsync(shopper, region.Name, orders, carts, running.Token);
                return await page.ShowAsync(context, fields, region, "Your cart now holds what is left. Please look at it once more.", StatusCodes.Status200OK, running.Token);
            }

            if (fields.HasMistake)
            {
                return await page.ShowAsync(context, fields, region, null, StatusCodes.Status400BadRequest, running.Token);
            }

            var placed = await orders.PlaceAsync(new(shopper, fields.Key, region.Name, fields.Address, fields.Payment, fields.Agreed), running.Token);
            if (placed.OrderId is { } id)
            {
                CartCount.Keep(context, 0);
                return new SeeOther($"/orders/{id}");
            }

            if (placed.KeyOf is { } other)
            {
                return trouble.FormOfAnotherOrder(context, other);
            }

            return placed.Now is { Lines.Count: > 0 } now
                ? await page.ShowAsync(context, fields, region, now, placed.Questions, NoteOf(placed.TooMany), StatusCodes.Status409Conflict, running.Token)
                : page.Empty(context, StatusCodes.Status409Conflict);
        }
        catch (Exception exception) when (exception is OrderingUnavailableException or OperationCanceledException)
        {
            Log.OrderingAway(logger, context.Request.Path, exception);
            return page.Again(context, fields, region);
        }
    }

    private static string? NoteOf(HeldUnits? tooMany) => tooMany is null ? null : string.Create(
        CultureInfo.InvariantCulture,
        $"Nothing has been ordered: {tooMany.Most:N0} units at most are held without being paid, and your orders that wait for their payment hold {tooMany.Held:N0} already. Pay or cancel one of them, or order fewer.");

    // What cannot be had leaves the cart, what is too few becomes what is left.
    private static async Task FitAsync(string shopper, string region, IOrders orders, ICarts carts, CancellationToken cancellationToken)
    {
        var checkout = await orders.PrepareAsync(shopper, region, cancellationToken);
        foreach (var line in checkout.Lines.Where(line => line.Problem != LineProblem.None))
        {
            var left = line.Problem == LineProblem.TooFew ? Math.Clamp(line.Available ?? 0, 0, line.Quantity) : 0;
            await carts.SetAsync(shopper, line.ProductId, left, cancellationToken);
        }
    }
}
