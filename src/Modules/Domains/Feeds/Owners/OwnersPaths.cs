namespace Servepath.Domains.Feeds;

/// <summary>The owners' write API, as far as feeds need it.</summary>
internal static class OwnersPaths
{
    public const string Products = "/api/catalog/products";
    public const string Prices = "/api/pricing/prices";
    public const string Stock = "/api/inventory/stock";
    public const string Delivery = "/api/delivery/products";
    public const string Reviews = "/api/reviews";
    public const string Lag = "/api/ingest/lag";

    public const string Movements = "/api/inventory/movements";
    public const string CatalogRemoval = "/api/catalog/products/remove";

    /// <summary>Each takes <c>{ "ids": [...] }</c> and forgets what it has of these products.</summary>
    public static readonly IReadOnlyList<string> Removals =
        ["/api/reviews/products/remove", "/api/delivery/products/remove", "/api/inventory/stock/remove", "/api/pricing/prices/remove"];

    /// <summary>A group of a seller, as a team outside publishes it.</summary>
    public static string Seller(string key, string group) => $"/api/ingest/seller/{key}/{group}";

    /// <summary>A page of the ids of one source.</summary>
    public static string ProductsOf(string source, string? after) =>
        $"{Products}?source={Uri.EscapeDataString(source)}&limit=2000{(after is null ? string.Empty : $"&after={Uri.EscapeDataString(after)}")}";
}
