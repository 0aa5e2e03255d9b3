namespace Servepath.Domains.Pricing;

/// <summary>A row of pricing.prices. Version 0: just put there by a write that has not ended yet.</summary>
internal sealed record PriceRow
{
    public string Id { get; init; } = string.Empty;

    public string Currency { get; init; } = string.Empty;

    public decimal List { get; init; }

    public decimal? Sale { get; init; }

    public DateTime? SaleFrom { get; init; }

    public DateTime? SaleUntil { get; init; }

    public bool Deleted { get; init; }

    public long Version { get; init; }

    public PriceState State => PriceState.Of(new(Id, Currency, List, Sale, SaleFrom, SaleUntil));
}
