using System.Data.Common;

namespace Servepath.Domains.Pricing;

/// <summary>Prices by Pricing's own word, not by what is on its way to the pages. Thread-safe.</summary>
public interface ICurrentPrices
{
    /// <summary>The prices that hold at <paramref name="now"/>, by product; products without one are left out.</summary>
    /// <param name="connection">Over the owners' database; inside of its transaction when it has one.</param>
    /// <param name="products">At most 200.</param>
    /// <param name="now">By the caller's clock: a sale begins and ends by it.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    ValueTask<IReadOnlyDictionary<string, Price>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken);
}
