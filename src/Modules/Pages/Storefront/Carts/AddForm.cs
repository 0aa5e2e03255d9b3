using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Carts;

/// <summary>
/// The one form by which all cards of a page put their products into the cart: their buttons name it. Cards are kept and
/// drawn for everybody; what is a shopper's stands in this form alone.
/// </summary>
/// <param name="Token">The shopper's; null for who has no cookie yet, and is asked once (<see cref="AddConfirmation"/>).</param>
internal sealed record AddForm(string? Token)
{
    /// <summary>The form's id, for buttons outside of it.</summary>
    public const string Id = "add";

    public static AddForm For(Shopper? shopper) => new(shopper?.FormToken);
}
