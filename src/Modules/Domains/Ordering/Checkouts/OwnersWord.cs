using System.Data.Common;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;

namespace Servepath.Domains.Ordering;

/// <summary>What the owners say of the products of a cart at one moment. Products of which an owner knows nothing are left out there.</summary>
/// <param name="Titles">Of Catalog.</param>
/// <param name="Prices">Of Pricing.</param>
/// <param name="Options">Of Delivery.</param>
/// <param name="Stock">Of Inventory.</param>
internal sealed record OwnersWord(
    IReadOnlyDictionary<string, string> Titles,
    IReadOnlyDictionary<string, Price> Prices,
    IReadOnlyDictionary<string, DeliveryOptions> Options,
    IReadOnlyDictionary<string, Stock> Stock);

/// <summary>Asks the owners. Thread-safe.</summary>
internal sealed class OwnersAsked(IProductTitles titles, ICurrentPrices prices, IHandOvers handOvers, IReservations reservations)
{
    /// <summary>Asks all of them, over one connection; <paramref name="stock"/> comes last, because it may lock.</summary>
    public async ValueTask<OwnersWord> AskAsync(
        DbConnection connection,
        IReadOnlyCollection<string> products,
        DateTimeOffset now,
        Func<ValueTask<IReadOnlyDictionary<string, Stock>>> stock,
        CancellationToken cancellationToken) =>
        new(
            await titles.ReadAsync(connection, products, cancellationToken),
            await prices.ReadAsync(connection, products, now, cancellationToken),
            await handOvers.ReadOptionsAsync(connection, products, now, cancellationToken),
            await stock());

    /// <summary>Asks all of them without a lock.</summary>
    public ValueTask<OwnersWord> AskAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken) =>
        AskAsync(connection, products, now, () => reservations.ReadAsync(connection, products, cancellationToken), cancellationToken);
}
