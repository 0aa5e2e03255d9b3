namespace Servepath.Domains.Catalog;

/// <summary>A row of catalog.products. Version 0: just put there by a write that has not ended yet.</summary>
internal sealed record ProductRow
{
    public string Id { get; init; } = string.Empty;

    public string Title { get; init; } = string.Empty;

    public string Description { get; init; } = string.Empty;

    public string? Brand { get; init; }

    public string Category { get; init; } = string.Empty;

    public string Images { get; init; } = string.Empty;

    public string Source { get; init; } = string.Empty;

    public string? Seller { get; init; }

    public DateTime Added { get; init; }

    public bool Deleted { get; init; }

    public long Version { get; init; }

    public ProductState State => new(Title, Description, Brand, Category, Images, Source, new(Added, TimeSpan.Zero), Seller);
}
