using System.Globalization;
using Servepath.Domains.Pricing;

namespace Servepath.Domains.Feeds;

/// <summary>Prices of feeds: <c>129.99 USD</c>, and a sale as <c>2026-11-20T00:00+0900/2026-11-30T23:59+0900</c>.</summary>
internal static class FeedPrice
{
    private const decimal Highest = 1_000_000_000_000m;

    /// <summary>Reads the price of a row. A sale price that is not below the price is no sale: shops fill both columns alike.</summary>
    public static bool TryRead(SeparatedReader reader, ProductColumns columns, string id, out PriceWrite price, out string column, out string reason)
    {
        price = null!;
        column = "price";
        if (!TryMoney(reader.Text(columns.Price), out var list, out var currency, out reason))
        {
            return false;
        }

        var saleText = reader.Text(columns.SalePrice);
        decimal? sale = null;
        DateTimeOffset? from = null;
        DateTimeOffset? until = null;
        if (saleText.Length > 0)
        {
            column = "sale_price";
            if (!TryMoney(saleText, out var amount, out var saleCurrency, out reason))
            {
                return false;
            }

            if (saleCurrency != currency)
            {
                reason = $"{FeedText.Quote(saleText)} is in another currency than the price, {currency}";
                return false;
            }

            column = "sale_price_effective_date";
            if (!TryTimes(reader.Text(columns.SaleTimes), out from, out until, out reason))
            {
                return false;
            }

            sale = amount < list ? amount : null;
        }

        price = new(id, currency, list, sale, sale is null ? null : from, sale is null ? null : until);
        return true;
    }

    /// <summary>Reads <c>129.99 USD</c>.</summary>
    public static bool TryMoney(string text, out decimal amount, out string currency, out string reason)
    {
        amount = 0;
        currency = string.Empty;
        if (text.Length == 0)
        {
            reason = "there is none";
            return false;
        }

        var letters = text.Length > 3 ? text[^3..].ToUpperInvariant() : string.Empty;
        if (letters.Length == 0
            || !letters.All(char.IsAsciiLetterUpper)
            || !decimal.TryParse(text.AsSpan(0, text.Length - 3).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount))
        {
            reason = $"{FeedText.Quote(text)} is none; write it like '129.99 USD'";
            return false;
        }

        if (!Currencies.IsKnown(letters))
        {
            reason = $"{FeedText.Quote(text)} has a currency that is not known (ISO 4217)";
            return false;
        }

        if (amount is <= 0 or >= Highest)
        {
            reason = $"{FeedText.Quote(text)} is not above zero and below {Highest:N0}";
            return false;
        }

        if (!Currencies.Fits(letters, amount))
        {
            reason = $"{FeedText.Quote(text)} has more digits than {letters}, which has {Currencies.Digits(letters)}";
            return false;
        }

        amount = decimal.Round(amount, Currencies.Digits(letters));
        currency = letters;
        reason = string.Empty;
        return true;
    }

    private static bool TryTimes(string text, out DateTimeOffset? from, out DateTimeOffset? until, out string reason)
    {
        from = null;
        until = null;
        reason = string.Empty;
        if (text.Length == 0)
        {
            return true;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && TryTime(text.AsSpan(0, slash), out var first) && TryTime(text.AsSpan(slash + 1), out var last) && first < last)
        {
            from = first;
            until = last;
            return true;
        }

        reason = $"{FeedText.Quote(text)} is none; write it like '2026-11-20T00:00+0900/2026-11-30T23:59+0900', the later time last";
        return false;
    }

    private static bool TryTime(ReadOnlySpan<char> text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out time);
}
