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
    IReadOnlyDictionary<string, ProductTitle> Titles,
    IReadOnlyDictionary<string, Price> Prices,
    IReadOnlyDictionary<string, DeliveryOptions> Options,
    IReadOnlyDictionary<string, Stock> Stock);

/// <summary>Asks the owners. Thread-safe.</summary>
internal sealed class OwnersAsked(IProductTitles titles, ICurrentPrices prices, IHandOvers handOvers, IReservations reservations)
{
    private static readonly IReadOnlyDictionary<string, Stock> NoStock = new Dictionary<string, Stock>();

    /// <summary>Asks those whose word needs no lock: titles, prices, ways. There is no stock in it.</summary>
    /// <param name="connection">Over the owners' database.</param>
    /// <param name="products">At most 200.</param>
    /// <param name="now">The moment for which prices and full days are asked.</param>
    /// <param name="cancellationToken">The caller's deadline.</param>
    public async ValueTask<OwnersWord> AskBeforeStockAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken) =>
        new(
            await titles.ReadAsync(connection, products, cancellationToken),
            await prices.ReadAsync(connection, products, now, cancellationToken),
            await handOvers.ReadOptionsAsync(connection, products, now, cancellationToken),
            NoStock);

    /// <summary>Asks all of them without a lock.</summary>
    public async ValueTask<OwnersWord> AskAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await AskBeforeStockAsync(connection, products, now, cancellationToken)) with { Stock = await reservations.ReadAsync(connection, products, cancellationToken) };
}
