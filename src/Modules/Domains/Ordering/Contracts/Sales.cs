namespace Servepath.Domains.Ordering;

/// <summary>Body of the group <c>sales</c>: how much of a product was sold, cancelled orders not counted.</summary>
/// <param name="Units">Units of confirmed orders; 0 or more.</param>
public sealed record Sales(long Units)
{
    /// <summary>The name of the group.</summary>
    public const string Group = "sales";
}
