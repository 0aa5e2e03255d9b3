using Npgsql;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <inheritdoc cref="ILockedProducts"/>
internal sealed class LockedProducts(OwnerTransaction transaction, IReadOnlyDictionary<string, LockedStock> products) : ILockedProducts
{
    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Stock> Stock { get; } = products.Values
        .Where(product => product.IsKnown)
        .ToDictionary(product => product.Id, product => product.Body(), StringComparer.Ordinal);

    /// <inheritdoc/>
    public bool TryReserve(string reference, DateTimeOffset until, IReadOnlyList<ReservedUnits> units)
    {
        var wanted = units.OrderBy(each => each.Product, StringComparer.Ordinal).ThenBy(each => each.Centre, StringComparer.Ordinal).ToArray();
        var counted = new bool[wanted.Length];
        for (var i = 0; i < wanted.Length; i++)
        {
            if (!products.TryGetValue(wanted[i].Product, out var product) || !product.IsKnown
                || !product.TryGet(wanted[i].Centre, out var quantity) || quantity < wanted[i].Units)
            {
                return false;
            }

            counted[i] = quantity is not null;
        }

        var entries = new List<StockRows.Entry>();
        foreach (var each in wanted.Where((_, i) => counted[i]))
        {
            var product = products[each.Product];
            product.TryGet(each.Centre, out var before);
            product.Set(each.Centre, before - each.Units);
            entries.Add(new(product, each.Centre, -each.Units, $"held: {reference}", before - each.Units));
        }

        StockRows.Book(transaction, entries);
        transaction.PutOff(
            """
            insert into inventory.reservations (reference, product, centre, units, counted, state, held_until)
            select @reference, w.product, w.centre, w.units, w.counted, 'held', @until
            from unnest(@products, @centres, @units, @counted) as w(product, centre, units, counted)
            """,
            new NpgsqlParameter("reference", reference),
            new NpgsqlParameter("until", until.UtcDateTime),
            new NpgsqlParameter("products", wanted.Select(each => each.Product).ToArray()),
            new NpgsqlParameter("centres", wanted.Select(each => each.Centre).ToArray()),
            new NpgsqlParameter("units", wanted.Select(each => each.Units).ToArray()),
            new NpgsqlParameter("counted", counted));
        return true;
    }
}
