using Servepath.Domains.Ordering;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;
using Servepath.Pages.Storefront.Shoppers;

namespace Servepath.Pages.Storefront.Carts;

/// <summary>A cart as its page shows it.</summary>
internal sealed record CartModel
{
    public required PageShell Shell { get; init; }

    /// <summary>Null for a visitor without a cookie, whose cart is empty.</summary>
    public required Shopper? Shopper { get; init; }

    public required IReadOnlyList<LineModel> Lines { get; init; }

    public required IReadOnlyList<string> Totals { get; init; }

    public required bool CanBePlaced { get; init; }

    /// <summary>What has just been done, or why it was not; null for neither.</summary>
    public string? Note { get; init; }

    /// <summary>Whether <see cref="Note"/> says why not.</summary>
    public bool IsRefused { get; init; }

    /// <summary>The product whose number could not be taken; null when all could.</summary>
    public string? Mistaken { get; init; }

    public static CartModel From(PageShell shell, Shopper? shopper, Checkout? checkout, CardsRead? cards) => new()
    {
        Shell = shell,
        Shopper = shopper,
        Lines = [.. (checkout?.Lines ?? []).Select(line => LineModel.From(line, cards!))],
        Totals = LineModel.TotalsOf(checkout?.Totals ?? []),
        CanBePlaced = checkout?.CanBePlaced ?? false,
    };
}
