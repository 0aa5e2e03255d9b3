namespace Servepath.Domains.Inventory;

/// <summary>Stock of one fulfilment centre.</summary>
/// <param name="Centre">Its name.</param>
/// <param name="Quantity">Units on hand; null when in stock without a count.</param>
public sealed record CentreStock(string Centre, int? Quantity);

/// <summary>Body of the group <c>stock</c>.</summary>
/// <param name="InStock">Whether any centre has it.</param>
/// <param name="Quantity">Units over all centres; null when any centre does not count.</param>
/// <param name="Centres">Only centres that have it.</param>
public sealed record Stock(bool InStock, int? Quantity, IReadOnlyList<CentreStock> Centres)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "stock";
}

/// <summary>
/// Sets what a centre has, as a feed or a stock-taking says; <c>POST /api/inventory/stock</c> (a batch). Written to the
/// ledger as the movement that leads there.
/// </summary>
/// <param name="Id">The product.</param>
/// <param name="Centre">The centre; null for the default one.</param>
/// <param name="InStock">False: none.</param>
/// <param name="Quantity">0 to 1,000,000,000; null for in stock without a count.</param>
public sealed record StockSet(string Id, string? Centre, bool InStock, int? Quantity);

/// <summary>
/// One movement of the ledger; <c>POST /api/inventory/movements</c>. Refused when stock would go below zero, and on stock
/// without a count: there is nothing to book against until a count is set.
/// </summary>
/// <param name="Id">The product.</param>
/// <param name="Centre">The centre; null for the default one.</param>
/// <param name="Delta">Units in (above zero) or out (below zero).</param>
/// <param name="Reason">For people; up to 200 characters.</param>
/// <param name="Reference">Makes the movement idempotent: the same reference is booked once.</param>
public sealed record StockMovement(string Id, string? Centre, int Delta, string Reason, string? Reference);

/// <summary>What came of a movement. The same reference sent again gives the same answer.</summary>
/// <param name="Movement">Number of the ledger's line.</param>
/// <param name="Id">The product.</param>
/// <param name="Centre">The centre.</param>
/// <param name="Delta">What was booked.</param>
/// <param name="Quantity">What the centre had after it.</param>
/// <param name="Version">Version of the product's group <c>stock</c> after it.</param>
public sealed record MovementAnswer(long Movement, string Id, string Centre, int Delta, int Quantity, long Version);

/// <summary>Stock as Inventory keeps it; <c>GET /api/inventory/stock/{id}</c>.</summary>
/// <param name="Id">The product.</param>
/// <param name="Version">Version of its group <c>stock</c>.</param>
/// <param name="Stock">What is published of it.</param>
public sealed record ProductStock(string Id, long Version, Stock Stock);
