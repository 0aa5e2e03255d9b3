using System.Globalization;
using Servepath.Domains.Pricing;

namespace Servepath.Domains.Ordering;

/// <summary>What a shopper saw of one line.</summary>
internal sealed record AgreedLine(string ProductId, int Quantity, string Currency, decimal Pay, DateOnly? Arrival);

/// <summary>
/// <see cref="Checkout.Agreed"/>: <c>ID,units,currency,pay,arrival</c> for each line, between semicolons. It is not signed: it
/// only says what was seen, an order takes everything from the owners, and a forged one is answered with a question.
/// </summary>
internal static class AgreedText
{
    private const string DayForm = "yyyyMMdd";

    // Far above what 50 lines need.
    private const int MostLength = 10_000;

    public static string Write(IEnumerable<CheckoutLine> lines) => string.Join(';', lines.Select(line => string.Create(
        CultureInfo.InvariantCulture,
        $"{line.ProductId},{line.Quantity},{line.Currency},{(line.Currency.Length == 0 ? 0 : Currencies.Scale(line.Currency, line.Pay))},{line.Arrival?.ToString(DayForm, CultureInfo.InvariantCulture)}")));

    /// <summary>The lines by product; empty when the text is none of ours, so that every line of the cart is asked about.</summary>
    public static IReadOnlyDictionary<string, AgreedLine> Read(string text)
    {
        var lines = new Dictionary<string, AgreedLine>(StringComparer.Ordinal);
        if (text.Length is 0 or > MostLength)
        {
            return lines;
        }

        foreach (var line in text.Split(';'))
        {
            if (TryRead(line) is not { } read || !lines.TryAdd(read.ProductId, read))
            {
                return new Dictionary<string, AgreedLine>();
            }
        }

        return lines;
    }

    /// <summary>The products that a text of ours names; none when it is none of ours.</summary>
    public static IEnumerable<string> Products(string text) => Read(text).Keys.Take(Cart.MostLines);

    private static AgreedLine? TryRead(string line)
    {
        var arrival = default(DateOnly);
        return line.Split(',') is [var id, var units, var currency, var pay, var day]
            && int.TryParse(units, NumberStyles.None, CultureInfo.InvariantCulture, out var quantity)
            && decimal.TryParse(pay, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && (day.Length == 0 || DateOnly.TryParseExact(day, DayForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out arrival))
            ? new(id, quantity, currency, amount, day.Length == 0 ? null : arrival)
            : null;
    }
}
