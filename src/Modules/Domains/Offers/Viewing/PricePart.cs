using Servepath.Domains.Pricing;

namespace Servepath.Domains.Offers;

/// <summary>What an offer says of the price. Without a readable price it says nothing.</summary>
internal readonly record struct PricePart(
    string? Currency, decimal? Pay, decimal? List, int? PercentOff, DateTimeOffset? SaleEnds, string? PayText, string? ListText)
{
    public static PricePart Of(Price? price)
    {
        if (price?.Currency is not { } currency || price.Pay <= 0)
        {
            return default;
        }

        var pay = Currencies.Format(currency, price.Pay);
        if (price.List <= price.Pay)
        {
            return new(currency, price.Pay, null, null, null, pay, null);
        }

        // Rounded down: a promise of 20 % that is 19.6 % would be false. Below 1 % the old price alone is struck through.
        var percent = (int)decimal.Floor((price.List - price.Pay) / price.List * 100);
        return new(currency, price.Pay, price.List, percent >= 1 ? percent : null, price.SaleEnds, pay, Currencies.Format(currency, price.List));
    }
}
