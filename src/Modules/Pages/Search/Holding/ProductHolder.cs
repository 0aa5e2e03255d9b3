using Npgsql;
using Servepath.Postgres;

namespace Servepath.Pages.Search.Holding;

/// <summary>
/// Holds the facts of all products in this process and brings them up to date when it is asked to: everything the first
/// time (100,000 products: 40 MB), then what has a higher revision. Thread-safe.
/// </summary>
internal sealed class ProductHolder(ReadModelDatabase database) : IDisposable
{
    private const string Changed = """
        select number, id, listed, brand, category, added, rating_count, rating_sum, in_stock, sold
        from search.products where revision > $1
        """;

    private const string ChangedPrices = """
        select p.number, price.holds_from, price.holds_until, price.currency, price.list, price.pay
        from search.products p join search.prices price using (id) where p.revision > $1
        order by p.number, price.holds_from
        """;

    private readonly SemaphoreSlim turn = new(1);
    private Held held = new(new(), default, 0);
    private long asked;
    private long answered;

    /// <summary>As of the last time that it was brought up to date.</summary>
    public HeldProducts Products => Volatile.Read(ref held).Products;

    /// <summary>Returns once everything is held that was committed before the call. Calls at the same time share one look.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        var mine = Interlocked.Increment(ref asked);
        await turn.WaitAsync(cancellationToken);
        try
        {
            if (answered >= mine)
            {
                return;
            }

            var covers = Volatile.Read(ref asked);
            await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
            var mark = await ReadModelMark.ReadAsync(connection, cancellationToken);
            if (mark.Incarnation != held.Incarnation || mark.Revision < held.Revision)
            {
                var fresh = new HeldProducts();
                await ReadAsync(connection, fresh, 0, cancellationToken);
                Volatile.Write(ref held, new(fresh, mark.Incarnation, mark.Revision));
            }
            else if (mark.Revision > held.Revision)
            {
                await ReadAsync(connection, held.Products, held.Revision, cancellationToken);
                Volatile.Write(ref held, held with { Revision = mark.Revision });
            }

            answered = covers;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    // Reads at least what the mark says: something newer that comes along is read again the next time, which changes nothing.
    private static async Task ReadAsync(NpgsqlConnection connection, HeldProducts products, long above, CancellationToken cancellationToken)
    {
        var changed = new Dictionary<int, Facts>();
        var prices = new Dictionary<int, List<HeldPrice>>();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { new(Changed) { Parameters = { new() { Value = above } } }, new(ChangedPrices) { Parameters = { new() { Value = above } } } },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var facts = Read(reader, products);
            changed[facts.Number] = facts;
        }

        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var number = reader.GetInt32(0);
            if (!prices.TryGetValue(number, out var schedule))
            {
                prices[number] = schedule = new(1);
            }

            schedule.Add(new(
                reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2),
                string.Intern(reader.GetString(3)), reader.GetDecimal(4), reader.GetDecimal(5)));
        }

        foreach (var (number, facts) in changed)
        {
            products.Put(prices.TryGetValue(number, out var schedule) ? facts with { Prices = [.. schedule] } : facts);
        }
    }

    private static Facts Read(NpgsqlDataReader reader, HeldProducts products) => new(reader.GetInt32(0), reader.GetString(1))
    {
        IsListed = reader.GetBoolean(2),
        Brand = products.Brand(reader.GetString(3)),
        Category = products.Category(reader.GetFieldValue<string[]>(4)),
        Added = reader.GetDateTime(5).Subtract(DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        RatingCount = reader.GetInt32(6),
        RatingSum = reader.GetInt64(7),
        InStock = reader.GetBoolean(8),
        Sold = reader.GetInt64(9),
    };

    private sealed record Held(HeldProducts Products, Guid Incarnation, long Revision);
}
