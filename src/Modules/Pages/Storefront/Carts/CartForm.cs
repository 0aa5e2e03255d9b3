using System.Globalization;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Carts;

/// <summary>
/// Takes the forms of the cart: <c>action</c> is add, set or remove, <c>product</c> says of what, <c>quantity</c> how many.
/// A form with a field <c>remove</c> removes, whatever its action says.
/// </summary>
internal static class CartForm
{
    public static async Task<IResult> PostAsync(HttpContext context, ICarts carts, CartPage page, ShopperCookie shoppers, Trouble trouble, Deadline deadline)
    {
        using var running = deadline.Start(context);
        var form = context.Request.Form;
        var shopper = shoppers.Of(context)!.Id;
        var action = form.ContainsKey("remove") ? "remove" : form["action"].ToString();
        var product = form["product"].ToString();
        if (action is not ("add" or "set" or "remove") || product.Length is 0 or > 200 || product.Any(char.IsControl))
        {
            return trouble.BadForm(context, "'action' is add, set or remove; 'product' names a product.");
        }

        var least = action == "add" ? 1 : 0;
        if (!TryQuantity(form["quantity"], action, out var quantity) || quantity < least || quantity > Cart.MostUnits)
        {
            return await page.ShowAsync(context, $"Nothing has been changed: the number must be a whole one from {least} to {Cart.MostUnits}.", StatusCodes.Status400BadRequest, product, running.Token);
        }

        var answer = action == "add"
            ? await carts.AddAsync(shopper, product, quantity, running.Token)
            : await carts.SetAsync(shopper, product, quantity, running.Token);
        switch (answer)
        {
            case CartAnswer.UnknownProduct:
                return trouble.NoSuchProduct(context);
            case CartAnswer.Full:
                return await page.ShowAsync(
                    context, $"Nothing has been added: a cart holds {Cart.MostLines} different products at most. Order these first, or remove one.", StatusCodes.Status409Conflict, null, running.Token);
            default:
                CartCount.Keep(context, (await carts.ReadAsync(shopper, running.Token)).Units);
                return new SeeOther(answer == CartAnswer.Cut ? "/cart?cut" : action == "add" ? "/cart?added" : "/cart");
        }
    }

    // A removal needs no number, and who adds without one wants one.
    private static bool TryQuantity(string? text, string action, out int quantity)
    {
        quantity = action == "add" ? 1 : 0;
        return action == "remove"
            || (action == "add" && string.IsNullOrWhiteSpace(text))
            || int.TryParse(text, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out quantity);
    }
}
