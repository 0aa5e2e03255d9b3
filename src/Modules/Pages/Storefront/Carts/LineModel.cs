using System.Globalization;
using Servepath.Domains.Catalog;
using Servepath.Domains.Ordering;
using Servepath.Domains.Pricing;
using Servepath.Pages.Storefront.Cards;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Pages.Storefront.Carts;

/// <summary>One product of a cart, a checkout or an order, in words. Amounts and days are Ordering's.</summary>
/// <param name="Id">The product.</param>
/// <param name="Title">Of the product, as much of it as a line has room for.</param>
/// <param name="Drawn">Path of the drawn picture, which lies beneath the photo and is seen when that cannot be loaded; null on a page that would be too heavy.</param>
/// <param name="Photo">Address of the photo; null when there is only the drawing, or nothing can be read of the product.</param>
/// <param name="Quantity">Units.</param>
/// <param name="Pay">What one costs; empty when it has no price.</param>
/// <param name="List">What one regularly costs; null when that is what it costs.</param>
/// <param name="Sum">What all of them cost; empty when they cannot be ordered as it stands, so that what is shown adds up to the total.</param>
/// <param name="Arrival">When they arrive; null when they cannot be had.</param>
/// <param name="Problem">Why it cannot be ordered as it stands; null when it can.</param>
internal sealed record LineModel(
    string Id, string Title, string? Drawn, string? Photo, int Quantity, string Pay, string? List, string Sum, string? Arrival, string? Problem)
{
    private const int MostTitle = 150;
    private const int MostPlainTitle = 60;
    private const int MostLabel = 40;

    public string Address => $"/products/{Id}";

    /// <summary>What buttons and fields of the line say to those who do not see what they stand beside.</summary>
    public string Label => Shortened.To(Title, MostLabel);

    /// <summary>The same lines with less and less on them, for a page that would be too heavy: none is ever left out.</summary>
    public static IEnumerable<IReadOnlyList<LineModel>> Lighter(IReadOnlyList<LineModel> lines)
    {
        yield return [.. lines.Select(line => line with { Photo = null })];
        yield return [.. lines.Select(line => line with { Photo = null, Drawn = null, Title = Shortened.To(line.Title, MostPlainTitle) })];
    }

    public static LineModel From(CheckoutLine line, CardsRead cards) => new(
        line.ProductId,
        Shortened.To(line.Title, MostTitle),
        PictureOf(line.ProductId, cards)?.Drawn ?? ProductDrawing.Path(line.ProductId),
        PictureOf(line.ProductId, cards)?.Photo,
        line.Quantity,
        line.Currency.Length == 0 ? string.Empty : Currencies.Format(line.Currency, line.Pay),
        line.Currency.Length > 0 && line.List > line.Pay ? Currencies.Format(line.Currency, line.List) : null,
        line.Problem != LineProblem.None ? string.Empty : Currencies.Format(line.Currency, line.Sum),
        line.Arrival is { } day ? $"Arrives {DayOf(day)}" : null,
        line.Problem switch
        {
            LineProblem.None => null,
            LineProblem.NotSold => "This is no longer sold.",
            LineProblem.SoldOut => "Sold out for your region.",
            LineProblem.TooFew => string.Create(CultureInfo.InvariantCulture, $"Only {line.Available} left."),
            _ => "This cannot be ordered now.",
        });

    public static LineModel From(OrderLine line, CardsRead cards) => new(
        line.ProductId,
        Shortened.To(line.Title, MostTitle),
        PictureOf(line.ProductId, cards)?.Drawn ?? ProductDrawing.Path(line.ProductId),
        PictureOf(line.ProductId, cards)?.Photo,
        line.Quantity,
        Currencies.Format(line.Currency, line.Pay),
        null,
        Currencies.Format(line.Currency, line.Sum),
        $"Arrives {DayOf(line.Arrival)}",
        null);

    public static string DayOf(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    public static IReadOnlyList<string> TotalsOf(IReadOnlyList<Money> totals) => [.. totals.Select(total => Currencies.Format(total.Currency, total.Amount))];

    // The drawing needs only the id, so a line has a picture also when its row cannot be read.
    private static Picture? PictureOf(string id, CardsRead cards) => cards.ById.GetValueOrDefault(id)?.Picture;
}
