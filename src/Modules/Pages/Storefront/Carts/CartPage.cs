using AspNetCoreGeneratedDocument;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Carts;

/// <summary><c>/cart</c>: what lies in it, at what the owners say it costs now.</summary>
internal sealed class CartPage(IOrders orders, CardReader cards, ShopperCookie shoppers, ShellMaker shells)
{
    /// <summary>Shows the cart; a query of <c>added</c>, <c>cut</c>, <c>back</c> or <c>partly</c> says what a form has just done.</summary>
    public static async Task<PageResult> GetAsync(HttpContext context, CartPage page, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var note = context.Request.Query.ContainsKey("cut") ? $"The cart takes {Cart.MostUnits} of one product at most."
            : context.Request.Query.ContainsKey("added") ? "It is in your cart."
            : context.Request.Query.ContainsKey("back") ? "It is in your cart again, at what it costs now."
            : context.Request.Query.ContainsKey("partly") ? "What is still sold is in your cart again, as far as there was room for it."
            : null;
        return await page.ShowAsync(context, note, StatusCodes.Status200OK, null, running.Token);
    }

    /// <summary>The page, with a note; a status above 299 makes the note a refusal.</summary>
    /// <param name="context">Of the request.</param>
    /// <param name="note">What is said; null for nothing.</param>
    /// <param name="status">Of the answer.</param>
    /// <param name="mistaken">The product whose number could not be taken; null when that is not why.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async Task<PageResult> ShowAsync(HttpContext context, string? note, int status, string? mistaken, CancellationToken cancellationToken)
    {
        var shell = shells.For(context.Request, "Your cart") with { Address = "/cart" };
        var shopper = shoppers.Of(context);
        var checkout = shopper is null ? null : await orders.PrepareAsync(shopper.Id, shell.Region.Name, cancellationToken);
        var pictures = checkout is null ? null : await cards.ReadAsync([.. checkout.Lines.Select(line => line.ProductId)], shell.Region.Name, cancellationToken);
        var units = checkout?.Lines.Sum(line => line.Quantity) ?? 0;
        CartCount.Keep(context, units);
        var model = CartModel.From(shell with { CartUnits = units }, shopper, checkout, pictures) with { Note = note, IsRefused = status >= StatusCodes.Status300MultipleChoices, Mistaken = mistaken };
        return new(new Slices_CartView { Model = model }, status)
        {
            MayBeKept = false,
            Lighter = LineModel.Lighter(model.Lines).Select(lines => new Slices_CartView { Model = model with { Lines = lines } }),
        };
    }
}
