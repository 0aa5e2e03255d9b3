namespace Servepath.Domains.Catalog;

/// <summary>A product as Catalog keeps it; <c>GET /api/catalog/products/{id}</c>.</summary>
/// <param name="Id">The product.</param>
/// <param name="Source">Where it came from.</param>
/// <param name="Version">Version of its group <c>details</c>.</param>
/// <param name="Details">What Catalog publishes of it.</param>
public sealed record Product(string Id, string Source, long Version, ProductDetails Details);

/// <summary>Ids in order; <c>GET /api/catalog/products?source=&amp;after=&amp;limit=</c>.</summary>
/// <param name="Ids">Ids after the one that was asked for.</param>
/// <param name="Next">What to send as <c>after</c> for the next page; null when this is the last.</param>
public sealed record ProductIds(IReadOnlyList<string> Ids, string? Next);
