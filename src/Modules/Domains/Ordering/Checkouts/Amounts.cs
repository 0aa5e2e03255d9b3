using Servepath.Domains.Pricing;

namespace Servepath.Domains.Ordering;

/// <summary>Sums and words of money. Pure.</summary>
internal static class Amounts
{
    /// <summary>One sum for each currency, in the order in which they first occur.</summary>
    public static IReadOnlyList<Money> Totals(IEnumerable<(string Currency, decimal Sum)> lines) =>
        [.. lines.GroupBy(line => line.Currency, StringComparer.Ordinal).Select(group => new Money(group.Key, Currencies.Scale(group.Key, group.Sum(line => line.Sum))))];

    /// <summary>As people write them: <c>$10.00 + ₩12,900</c>.</summary>
    public static string Words(IEnumerable<Money> amounts) => string.Join(" + ", amounts.Select(amount => Currencies.Format(amount.Currency, amount.Amount)));
}
