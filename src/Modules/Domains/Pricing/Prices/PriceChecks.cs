using Servepath.Http;

namespace Servepath.Domains.Pricing;

/// <summary>What a price must be to be taken.</summary>
internal static class PriceChecks
{
    private const decimal Highest = 1_000_000_000_000m;

    // Far enough for any sale, and inside of what every consumer can represent.
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2200, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<ItemError> Check(PriceWrite write, int index)
    {
        var checks = new ItemChecks(index, write.Id);
        checks.Id();
        if (checks.Require(
            write.Currency is not null && Currencies.IsKnown(write.Currency),
            "currency",
            $"'{write.Currency}' is no currency that is known; an upper-case ISO 4217 code such as USD is expected"))
        {
            CheckAmount(checks, write.Currency!, write.List, "list");
            if (write.Sale is { } sale && CheckAmount(checks, write.Currency!, sale, "sale"))
            {
                checks.Require(sale < write.List, "sale", $"{sale} is not below the list price {write.List}");
            }
        }

        CheckTime(checks, write.SaleFrom, "sale_from");
        CheckTime(checks, write.SaleUntil, "sale_until");
        if (write is { SaleFrom: { } from, SaleUntil: { } until })
        {
            checks.Require(until.ToUnixTimeMilliseconds() > from.ToUnixTimeMilliseconds(), "sale_until", $"{until:O} is not after sale_from {from:O}");
        }

        return checks.Errors;
    }

    private static bool CheckAmount(ItemChecks checks, string currency, decimal amount, string field) =>
        checks.Require(amount > 0, field, $"{amount} is not above zero")
        && checks.Require(amount <= Highest, field, $"{amount} is above {Highest}")
        && checks.Require(
            Currencies.Fits(currency, amount), field, $"{amount} has more digits than {currency}, which has {Currencies.Digits(currency)}");

    private static void CheckTime(ItemChecks checks, DateTimeOffset? time, string field) =>
        checks.Require(time is null || (time >= Earliest && time <= Latest), field, $"{time:O} is not between the years 2000 and 2200");
}
