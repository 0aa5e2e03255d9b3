using System.Globalization;
using Servepath.Domains.Catalog;
using Servepath.Domains.Pricing;

namespace Servepath.Domains.Ordering;

/// <summary>Finds what a shopper must be asked before their cart may be ordered as it is now. Pure.</summary>
internal static class Questions
{
    /// <param name="agreed">What the shopper saw, as the form carries it.</param>
    /// <param name="now">What an order would be.</param>
    /// <param name="titles">Of products that were seen and are no longer in the cart; those that are not there go by their id.</param>
    public static IReadOnlyList<CheckoutQuestion> Of(string agreed, Checkout now, IReadOnlyDictionary<string, ProductTitle> titles)
    {
        var questions = new List<CheckoutQuestion>();
        var seen = AgreedText.Read(agreed);
        foreach (var line in now.Lines)
        {
            Ask(questions, seen.GetValueOrDefault(line.ProductId), line);
        }

        foreach (var gone in seen.Values.Where(line => now.Lines.All(each => each.ProductId != line.ProductId)))
        {
            questions.Add(new(gone.ProductId, titles.GetValueOrDefault(gone.ProductId)?.Title ?? gone.ProductId, CheckoutChange.Cart, Number(gone.Quantity), Number(0)));
        }

        return questions;
    }

    private static void Ask(List<CheckoutQuestion> questions, AgreedLine? seen, CheckoutLine line)
    {
        if (line.Problem != LineProblem.None)
        {
            questions.Add(line.Problem == LineProblem.NotSold
                ? new(line.ProductId, line.Title, CheckoutChange.NotSold, Number(line.Quantity), Number(0))
                : new(line.ProductId, line.Title, CheckoutChange.Stock, Number(line.Quantity), Number(line.Available ?? 0)));
            return;
        }

        if (seen?.Quantity != line.Quantity)
        {
            questions.Add(new(line.ProductId, line.Title, CheckoutChange.Cart, seen is null ? string.Empty : Number(seen.Quantity), Number(line.Quantity)));
        }

        if (seen is null)
        {
            return;
        }

        if (seen.Pay != line.Pay || seen.Currency != line.Currency)
        {
            var before = seen.Currency.Length == 0 ? string.Empty : Currencies.Format(seen.Currency, seen.Pay);
            questions.Add(new(line.ProductId, line.Title, CheckoutChange.Price, before, Currencies.Format(line.Currency, line.Pay)));
        }

        // Earlier than shown asks nothing of anybody; not shown at all is asked like later.
        if (seen.Arrival is null || line.Arrival > seen.Arrival)
        {
            questions.Add(new(line.ProductId, line.Title, CheckoutChange.Arrival, Day(seen.Arrival), Day(line.Arrival)));
        }
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly? day) => day?.ToString("dddd, d MMMM", CultureInfo.InvariantCulture) ?? string.Empty;
}
