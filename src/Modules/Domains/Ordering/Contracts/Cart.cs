namespace Servepath.Domains.Ordering;

/// <summary>What a shopper means to buy: products and units, no prices. A price is asked for when it matters.</summary>
/// <param name="Lines">In the order in which they came; at most <see cref="MostLines"/>.</param>
public sealed record Cart(IReadOnlyList<CartLine> Lines)
{
    /// <summary>Most lines that a cart holds.</summary>
    public const int MostLines = 50;

    /// <summary>Most units of one product.</summary>
    public const int MostUnits = 99;

    /// <summary>Units over all lines.</summary>
    public int Units => Lines.Sum(line => line.Quantity);
}

/// <summary>One product of a cart.</summary>
/// <param name="ProductId">The product.</param>
/// <param name="Quantity">1 to <see cref="Cart.MostUnits"/>.</param>
public sealed record CartLine(string ProductId, int Quantity);

/// <summary>What came of a change of a cart.</summary>
public enum CartAnswer
{
    /// <summary>The cart is as asked.</summary>
    Done,

    /// <summary>Cut to <see cref="Cart.MostUnits"/> units of that product.</summary>
    Cut,

    /// <summary>The cart has <see cref="Cart.MostLines"/> products already; nothing changed.</summary>
    Full,

    /// <summary>Catalog knows no such product; nothing changed.</summary>
    UnknownProduct,
}

/// <summary>Carts, kept by shopper in Ordering's own tables: they outlive flips and restarts. Thread-safe.</summary>
/// <remarks>Every member throws <see cref="OrderingUnavailableException"/> when the database cannot be asked now.</remarks>
public interface ICarts
{
    /// <summary>The cart of <paramref name="shopper"/>; empty when there is none.</summary>
    ValueTask<Cart> ReadAsync(string shopper, CancellationToken cancellationToken);

    /// <summary>Adds <paramref name="quantity"/> (1 to <see cref="Cart.MostUnits"/>) units to what the cart has of the product.</summary>
    ValueTask<CartAnswer> AddAsync(string shopper, string productId, int quantity, CancellationToken cancellationToken);

    /// <summary>Makes it <paramref name="quantity"/> (0 to <see cref="Cart.MostUnits"/>) units; 0 takes the line away.</summary>
    ValueTask<CartAnswer> SetAsync(string shopper, string productId, int quantity, CancellationToken cancellationToken);

    /// <summary>
    /// Puts back what was ordered and did not come about: of each product the cart then has at least so many units, and what
    /// lies there beside them stays. The same again changes nothing.
    /// </summary>
    /// <param name="shopper">Whose cart.</param>
    /// <param name="lines">At most <see cref="Cart.MostLines"/>, of different products.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns>How many lines were left out: Catalog no longer knows the product, or the cart is full.</returns>
    ValueTask<int> PutBackAsync(string shopper, IReadOnlyList<CartLine> lines, CancellationToken cancellationToken);
}
