using System.Data.Common;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <summary>Units of one product in one centre, held for somebody.</summary>
/// <param name="Product">The product.</param>
/// <param name="Centre">Where they are.</param>
/// <param name="Units">At least 1.</param>
public sealed record ReservedUnits(string Product, string Centre, int Units);

/// <summary>
/// Holds units for somebody, in the transaction of whoever asks. What is held is out of stock at once, as a movement of the
/// ledger; what is given back is a movement too. Stock without a count is held without a movement. Thread-safe.
/// </summary>
/// <remarks>
/// Transactions lock products in order of id, before anything of Delivery and of the caller's that other transactions lock
/// after it; so two of them never wait for each other crosswise.
/// </remarks>
public interface IReservations
{
    /// <summary>Stock by Inventory's own word, by product; products that it does not have are left out.</summary>
    /// <param name="connection">Over the owners' database.</param>
    /// <param name="products">At most 200.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    ValueTask<IReadOnlyDictionary<string, Stock>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, CancellationToken cancellationToken);

    /// <summary>Locks the products until the transaction ends, so that what is read of them still holds when units are taken.</summary>
    ValueTask<ILockedProducts> LockAsync(
        OwnerTransaction transaction, IReadOnlyCollection<string> products, CancellationToken cancellationToken);

    /// <summary>Says that what is held under <paramref name="reference"/> is sold. Held units only; otherwise nothing changes.</summary>
    /// <returns>Whether anything was held.</returns>
    ValueTask<bool> CommitAsync(OwnerTransaction transaction, string reference, CancellationToken cancellationToken);

    /// <summary>Gives back what is held or sold under <paramref name="reference"/>, once: again it changes nothing.</summary>
    ValueTask ReleaseAsync(OwnerTransaction transaction, string reference, CancellationToken cancellationToken);
}

/// <summary>Products that a transaction has locked. Not thread-safe; ends with the transaction.</summary>
public interface ILockedProducts
{
    /// <summary>Their stock; products that Inventory does not have are left out.</summary>
    IReadOnlyDictionary<string, Stock> Stock { get; }

    /// <summary>Holds <paramref name="units"/>, all of them or none, and publishes the stock that is left. It is written when the transaction is sent.</summary>
    /// <param name="reference">Of whoever holds them; 1 to 100 characters, used once.</param>
    /// <param name="until">When the holder gives them back unless they are sold by then. It is the holder's to do so.</param>
    /// <param name="units">Of different (product, centre), of locked products.</param>
    /// <returns>False: there are fewer than that, and nothing was done.</returns>
    bool TryReserve(string reference, DateTimeOffset until, IReadOnlyList<ReservedUnits> units);
}
