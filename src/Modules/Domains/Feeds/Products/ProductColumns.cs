namespace Servepath.Domains.Feeds;

/// <summary>Where the columns of a product feed stand; -1 for those that it lacks.</summary>
internal sealed record ProductColumns(
    int Count, int Id, int Title, int Description, int Image, int MoreImages, int Availability, int Price, int SalePrice, int SaleTimes, int Brand, int Category, int Quantity, int Handling, int Seller)
{
    public static ProductColumns Of(FeedHeader header) => new(
        header.Count,
        header.Find("id"),
        header.Find("title"),
        header.Find("description"),
        header.Find("image_link"),
        header.Find("additional_image_link"),
        header.Find("availability"),
        header.Find("price"),
        header.Find("sale_price"),
        header.Find("sale_price_effective_date"),
        header.Find("brand"),
        header.Find("product_type", "google_product_category"),
        header.Find("quantity", "sell_on_google_quantity"),
        header.Find("max_handling_time"),
        header.Find("seller", "external_seller_id"));
}
