using System.Data.Common;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <summary>A parcel of somebody's on one hand-over day of a centre.</summary>
/// <param name="Centre">The centre.</param>
/// <param name="Day">The hand-over day, in the centre's zone.</param>
public sealed record HandOver(string Centre, DateOnly Day);

/// <summary>
/// Ways of products to regions, and capacity of hand-over days, by Delivery's own word and in the transaction of whoever
/// asks. Thread-safe.
/// </summary>
/// <remarks>Days are locked in order of centre and day, after products of Inventory; so two transactions never wait for each other crosswise.</remarks>
public interface IHandOvers
{
    /// <summary>How each product can be brought to each region now. A product that Delivery does not have needs no days of its own.</summary>
    /// <param name="connection">Over the owners' database; inside of its transaction when it has one.</param>
    /// <param name="products">At most 200.</param>
    /// <param name="now">By the caller's clock: full days before it are left out.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    ValueTask<IReadOnlyDictionary<string, DeliveryOptions>> ReadOptionsAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Until when what is handed over then can still be held back: the centre's cut-off on that day. Null when the plan no longer has the centre.</summary>
    DateTimeOffset? Closes(HandOver handOver);

    /// <summary>
    /// Books a parcel on each of <paramref name="handOvers"/>, all of them or none. Sends what the transaction has put off and
    /// published so far, and locks the days last.
    /// </summary>
    /// <param name="transaction">Of the caller.</param>
    /// <param name="reference">Of whoever sends them; 1 to 100 characters, used once.</param>
    /// <param name="handOvers">All different.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    /// <returns>False: a day is full meanwhile. No day was booked: abandon the transaction, and read the options again.</returns>
    ValueTask<bool> BookAsync(
        OwnerTransaction transaction, string reference, IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken);

    /// <summary>Gives back what was booked of <paramref name="handOvers"/> under <paramref name="reference"/>, once: again it changes nothing.</summary>
    ValueTask GiveBackAsync(
        OwnerTransaction transaction, string reference, IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken);
}
