using System.Globalization;
using AspNetCoreGeneratedDocument;
using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Carts;

/// <summary>
/// What a form for the cart gets that comes without the token of its cookie. Pages that only list products give no cookie,
/// so the first product that is added from one is asked about: once, by a page that brings cookie and token.
/// </summary>
internal static class AddConfirmation
{
    /// <summary>403 in every case, with nothing changed.</summary>
    public static async ValueTask<IResult?> AskAsync(HttpContext context, Shopper shopper)
    {
        var services = context.RequestServices;
        var trouble = services.GetRequiredService<Trouble>();
        var form = context.Request.Form;
        var product = form["product"].ToString();
        if (form["action"] != "add" || product.Length is 0 or > 200)
        {
            return trouble.FormOfAnotherVisit(context);
        }

        using var running = services.GetRequiredService<Deadline>().Start(context);
        var shell = services.GetRequiredService<ShellMaker>().For(context.Request, "Put this into your cart?") with { Address = "/cart" };
        var read = await services.GetRequiredService<CardReader>().ReadAsync([product], shell.Region.Name, running.Token);
        if (read.ById.GetValueOrDefault(product) is not { } card)
        {
            return read.IsAway ? trouble.Unavailable(context) : trouble.NoSuchProduct(context);
        }

        var quantity = int.TryParse(form["quantity"], NumberStyles.None, CultureInfo.InvariantCulture, out var units) ? Math.Clamp(units, 1, Cart.MostUnits) : 1;
        return new PageResult(new Slices_AddView { Model = new(shell, shopper, card, quantity) }, StatusCodes.Status403Forbidden);
    }
}

/// <summary>The question.</summary>
internal sealed record AddModel(PageShell Shell, Shopper Shopper, Card Card, int Quantity);
