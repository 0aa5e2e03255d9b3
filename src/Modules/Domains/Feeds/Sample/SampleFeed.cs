using System.Globalization;
using System.Text;

namespace Servepath.Domains.Feeds;

/// <summary>The sample as the feeds that the importers read: it goes the way that everybody's feed goes.</summary>
internal static class SampleFeed
{
    /// <summary>What Catalog notes as the origin of the sample's products.</summary>
    public const string Source = "sample";

    /// <summary>The product feed; times of sales count from <paramref name="now"/>.</summary>
    public static Stream Products(DateTimeOffset now)
    {
        var text = new StringBuilder("id\ttitle\tdescription\timage_link\tadditional_image_link\tavailability\tprice\tsale_price\tsale_price_effective_date\tbrand\tproduct_type\tquantity\tseller\n");
        foreach (var product in SampleProducts.All)
        {
            var (sale, times) = product.Sale is { } amount
                ? (Money(amount), $"{now + product.SaleFrom:yyyy-MM-ddTHH:mm:sszzz}/{now + product.SaleUntil:yyyy-MM-ddTHH:mm:sszzz}")
                : (string.Empty, string.Empty);
            text.Append(CultureInfo.InvariantCulture, $"{product.Id}\t{product.Title}\t{product.Description}\t{Catalog.ProductDrawing.Path(product.Id)}\t");
            text.Append(CultureInfo.InvariantCulture, $"{Catalog.ProductDrawing.Path(product.Id, Catalog.DrawingView.Close)},{Catalog.ProductDrawing.Path(product.Id, Catalog.DrawingView.Evening)}\t");
            text.Append(CultureInfo.InvariantCulture, $"{(product.Quantity == 0 ? "out_of_stock" : "in_stock")}\t{Money(product.Price)}\t{sale}\t{times}\t");
            text.Append(CultureInfo.InvariantCulture, $"{product.Brand}\t{product.Category}\t{product.Quantity}\t{product.Seller}\n");
        }

        return Stream(text);
    }

    /// <summary>The table of reviews.</summary>
    public static Stream Reviews()
    {
        var text = new StringBuilder("review_id\tproduct_id\trating\ttitle\ttext\thelpful_votes\tauthor\n");
        foreach (var review in SampleReviews.All())
        {
            text.Append(CultureInfo.InvariantCulture, $"{review.Id}\t{review.ProductId}\t{review.Stars}\t{review.Title}\t{review.Text}\t{review.HelpfulVotes}\t{review.Author}\n");
        }

        return Stream(text);
    }

    private static string Money(decimal amount) => string.Create(CultureInfo.InvariantCulture, $"{amount:0.00} USD");

    private static MemoryStream Stream(StringBuilder text) => new(Encoding.UTF8.GetBytes(text.ToString()), writable: false);
}
