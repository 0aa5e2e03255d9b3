namespace Servepath.Domains.Ordering;

/// <summary>
/// What an order of a cart would be at this moment, by the owners' own data and not by any cache: prices from Pricing,
/// stock from Inventory, arrival from Delivery, titles from Catalog.
/// </summary>
/// <param name="Region">Where it goes.</param>
/// <param name="Lines">As in the cart.</param>
/// <param name="Totals">One sum for each currency that occurs, of the lines that can be ordered.</param>
/// <param name="Arrival">The day on which the last of it arrives; null when nothing can be ordered.</param>
/// <param name="Agreed">
/// Products, units, prices and arrival in one short text, which a form carries: when an order is placed and this no
/// longer holds, the shopper is asked instead.
/// </param>
public sealed record Checkout(
    string Region, IReadOnlyList<CheckoutLine> Lines, IReadOnlyList<Money> Totals, DateOnly? Arrival, string Agreed)
{
    /// <summary>Whether there is something to order, and each line can be.</summary>
    public bool CanBePlaced => Lines.Count > 0 && Lines.All(line => line.Problem == LineProblem.None);
}

/// <summary>One product of a checkout.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Title">As Catalog has it; the id when Catalog has none.</param>
/// <param name="Quantity">Units asked for.</param>
/// <param name="Currency">ISO 4217; empty when there is no price.</param>
/// <param name="List">The regular price of one.</param>
/// <param name="Pay">What one costs now.</param>
/// <param name="Available">Units that can be had for this region; null when stock is not counted.</param>
/// <param name="Arrival">When it arrives; null when it cannot be delivered.</param>
/// <param name="Problem">Why it cannot be ordered as it stands.</param>
public sealed record CheckoutLine(
    string ProductId, string Title, int Quantity, string Currency, decimal List, decimal Pay, int? Available, DateOnly? Arrival, LineProblem Problem)
{
    /// <summary>What the line costs now.</summary>
    public decimal Sum => Pay * Quantity;
}

/// <summary>Why a line cannot be ordered as it stands.</summary>
public enum LineProblem
{
    /// <summary>It can.</summary>
    None,

    /// <summary>Catalog no longer has it, or Pricing has no price for it.</summary>
    NotSold,

    /// <summary>None is left for this region, or no centre serves it.</summary>
    SoldOut,

    /// <summary>Fewer are left than asked for.</summary>
    TooFew,
}

/// <summary>An amount.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Amount">With no more digits than the currency has.</param>
public sealed record Money(string Currency, decimal Amount);

/// <summary>What has changed between what a shopper saw and what holds: a question to them, never a silent change.</summary>
/// <param name="ProductId">The product; empty for what concerns the whole order.</param>
/// <param name="Title">Its title.</param>
/// <param name="What">What has changed.</param>
/// <param name="Before">As the shopper saw it, for people; empty when not known.</param>
/// <param name="Now">As it is, for people.</param>
public sealed record CheckoutQuestion(string ProductId, string Title, CheckoutChange What, string Before, string Now);

/// <summary>Kinds of change between checkout and order.</summary>
public enum CheckoutChange
{
    /// <summary>The price to pay, be it a new price or a sale that has begun or ended.</summary>
    Price,

    /// <summary>Fewer are left than asked for, or none.</summary>
    Stock,

    /// <summary>It was taken out of the shop, or has no price any more.</summary>
    NotSold,

    /// <summary>It would arrive later than shown.</summary>
    Arrival,

    /// <summary>The cart holds other products or units than were shown (another tab, another device).</summary>
    Cart,
}
