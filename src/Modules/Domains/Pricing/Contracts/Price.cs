namespace Servepath.Domains.Pricing;

/// <summary>
/// Body of the group <c>price</c>: what holds now. A sale is a schedule of up to three such bodies (before, during,
/// after), so that it begins and ends on time without a write.
/// </summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="List">The regular price, with no more digits than the currency has.</param>
/// <param name="Pay">What a shopper pays now; equal to <paramref name="List"/> when there is no sale.</param>
/// <param name="SaleEnds">When the sale ends; null when there is none or it has no end.</param>
public sealed record Price(string Currency, decimal List, decimal Pay, DateTimeOffset? SaleEnds)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "price";
}

/// <summary>One price as written to Pricing; <c>PUT /api/pricing/prices/{id}</c> and, as a batch, <c>POST /api/pricing/prices</c>.</summary>
/// <param name="Id">The product.</param>
/// <param name="Currency">ISO 4217, known to <see cref="Currencies"/>.</param>
/// <param name="List">Above zero, with no more digits than the currency has.</param>
/// <param name="Sale">Above zero and below <paramref name="List"/>; null for none.</param>
/// <param name="SaleFrom">Null: from now.</param>
/// <param name="SaleUntil">Null: without end. After <paramref name="SaleFrom"/>.</param>
public sealed record PriceWrite(string Id, string Currency, decimal List, decimal? Sale, DateTimeOffset? SaleFrom, DateTimeOffset? SaleUntil);

/// <summary>A price as Pricing keeps it; <c>GET /api/pricing/prices/{id}</c>. What is published of it is the schedule made of these.</summary>
/// <param name="Id">The product.</param>
/// <param name="Version">Version of its group <c>price</c>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="List">The regular price.</param>
/// <param name="Sale">Null for none.</param>
/// <param name="SaleFrom">Null: from the moment of the write.</param>
/// <param name="SaleUntil">Null: without end.</param>
public sealed record WrittenPrice(
    string Id, long Version, string Currency, decimal List, decimal? Sale, DateTimeOffset? SaleFrom, DateTimeOffset? SaleUntil);
