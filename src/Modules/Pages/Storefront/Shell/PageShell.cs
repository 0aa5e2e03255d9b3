using Servepath.Domains.Delivery;
using Servepath.Pages.Storefront.Carts;

namespace Servepath.Pages.Storefront.Shell;

/// <summary>What stands around every page: head, header, footer.</summary>
internal sealed record PageShell
{
    public required string Shop { get; init; }

    /// <summary>Of the document.</summary>
    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary>The one path and query under which the page should be known; null for pages that should not be.</summary>
    public string? Canonical { get; init; }

    /// <summary>Path and query of this very page, where the region form leads back to.</summary>
    public required string Address { get; init; }

    /// <summary>What stands in the search box.</summary>
    public string Query { get; init; } = string.Empty;

    /// <summary>Units in the visitor's cart, as far as the browser knows.</summary>
    public int CartUnits { get; init; }

    public required Region Region { get; init; }

    /// <summary>Whether the header has the form for another region.</summary>
    public bool HasRegionForm { get; init; } = true;

    public required IReadOnlyList<Region> Regions { get; init; }

    /// <summary>The form that the buttons of cards send; null on pages whose cards have none.</summary>
    public AddForm? Add { get; init; }

    /// <summary>Scheme and host of the shop (<c>Shop:Address</c>), without a slash at its end; empty when nobody has said it.</summary>
    public string Site { get; init; } = string.Empty;

    /// <summary>Pieces of JSON-LD, encoded so that they cannot end their script elements.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> StructuredData { get; init; } = [];
}
