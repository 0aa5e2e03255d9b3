using System.Globalization;
using Servepath.Domains.Inventory;

namespace Servepath.Domains.Feeds;

/// <summary>Availability and quantity of feeds. What can only be ordered ahead (preorder, backorder) is not in stock.</summary>
internal static class FeedStock
{
    public static bool TryRead(string availability, string quantity, int most, string id, out StockSet stock, out string column, out string reason)
    {
        stock = null!;
        column = "availability";
        bool? inStock = availability.ToLowerInvariant().Replace(' ', '_') switch
        {
            "in_stock" => true,
            "out_of_stock" or "preorder" or "backorder" => false,
            _ => null,
        };
        if (inStock is null)
        {
            reason = availability.Length == 0
                ? "there is none; in_stock, out_of_stock, preorder or backorder are"
                : $"{FeedText.Quote(availability)} is none; in_stock, out_of_stock, preorder and backorder are";
            return false;
        }

        column = "quantity";
        var units = 0;
        if (quantity.Length > 0 && (!int.TryParse(quantity, NumberStyles.None, CultureInfo.InvariantCulture, out units) || units > most))
        {
            reason = $"{FeedText.Quote(quantity)} is none; a whole number from 0 to {most:N0} is";
            return false;
        }

        var has = inStock.Value && (quantity.Length == 0 || units > 0);
        reason = string.Empty;
        stock = new(id, null, has, !has ? 0 : quantity.Length == 0 ? null : units);
        return true;
    }
}
