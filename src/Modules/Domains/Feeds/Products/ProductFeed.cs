using System.Globalization;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;

namespace Servepath.Domains.Feeds;

/// <summary>The Google Merchant Center product feed. Columns that it does not know are left alone.</summary>
/// <param name="source">What Catalog notes as the origin.</param>
internal sealed class ProductFeed(string source) : IFeedKind<ProductRow>
{
    private const int MostTitle = 500;
    private const int MostDescription = 20_000;
    private const int MostBrand = 100;
    private const int MostQuantity = 1_000_000_000;
    private const int MostHandlingDays = 60;

    /// <inheritdoc/>
    public IReadOnlyList<string> Required => ["id", "title", "price", "availability"];

    /// <inheritdoc/>
    public IReadOnlyList<IOwnerWrite<ProductRow>> Writes { get; } =
    [
        new OwnerWrite<ProductRow, ProductWrite>(OwnersPaths.Products, row => row.Details),
        new OwnerWrite<ProductRow, PriceWrite>(OwnersPaths.Prices, row => row.Price),
        new OwnerWrite<ProductRow, StockSet>(OwnersPaths.Stock, row => row.Stock),
        new OwnerWrite<ProductRow, DeliveryProductWrite>(OwnersPaths.Delivery, row => row.Delivery),
    ];

    /// <inheritdoc/>
    public Func<SeparatedReader, RowResult<ProductRow>> Rows(FeedHeader header)
    {
        var columns = ProductColumns.Of(header);
        return reader => Read(reader, columns);
    }

    private RowResult<ProductRow> Read(SeparatedReader reader, ProductColumns columns)
    {
        var line = reader.Line;
        if (ColumnCount.Fault(reader, columns.Count) is { } fault)
        {
            return RowResult<ProductRow>.Skip(line, string.Empty, fault);
        }

        var id = reader.Text(columns.Id);
        if (FeedId.Fault(id) is { } idFault)
        {
            return RowResult<ProductRow>.Skip(line, "id", idFault);
        }

        var title = reader.Text(columns.Title);
        if (title.Length is 0 or > MostTitle)
        {
            return RowResult<ProductRow>.Skip(line, "title", title.Length == 0 ? "there is none" : $"it has {title.Length} characters; at most {MostTitle} are taken");
        }

        if (!FeedPrice.TryRead(reader, columns, id, out var price, out var column, out var reason)
            || !FeedStock.TryRead(reader.Text(columns.Availability), reader.Text(columns.Quantity), MostQuantity, id, out var stock, out column, out reason)
            || !TryHandling(reader.Text(columns.Handling), out var handlingDays, out column, out reason))
        {
            return RowResult<ProductRow>.Skip(line, column, reason);
        }

        var brand = FeedText.Clean(reader.Text(columns.Brand), MostBrand);
        var cleanTitle = FeedText.Clean(title, MostTitle);
        var details = new ProductWrite(
            id,
            cleanTitle,
            FeedText.Clean(reader.Text(columns.Description), MostDescription),
            brand.Length == 0 ? null : brand,
            FeedCategory.Read(reader.Text(columns.Category)),
            FeedImages.Read(reader.Text(columns.Image), reader.Text(columns.MoreImages), cleanTitle),
            source,
            Seller(reader.Text(columns.Seller)));
        return RowResult<ProductRow>.Good(line, id, new(details, price, stock, new(id, handlingDays)));
    }

    // Sellers' keys are in lower case. A name that is no key costs the seller, not the row.
    private static string? Seller(string text) => text.ToLowerInvariant() is var key && FeedId.Fault(key) is null ? key : null;

    private static bool TryHandling(string text, out int days, out string column, out string reason)
    {
        days = 0;
        column = "max_handling_time";
        reason = text.Length == 0 || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out days) && days <= MostHandlingDays)
            ? string.Empty
            : $"{FeedText.Quote(text)} is no number of days from 0 to {MostHandlingDays}";
        return reason.Length == 0;
    }
}
