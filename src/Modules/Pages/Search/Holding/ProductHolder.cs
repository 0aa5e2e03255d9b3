using Npgsql;
using Servepath.Postgres;

namespace Servepath.Pages.Search.Holding;

/// <summary>
/// Holds the facts of all products in this process and brings them up to date when it is asked to: everything the first
/// time, then what has a higher revision. Thread-safe.
/// </summary>
internal sealed class ProductHolder(ReadModelDatabase database)
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

    // The first look reads everything, which may take longer than any caller waits: a look belongs to nobody and runs to its end.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly Lock coming = new();
    private Held held = new(new(), default, 0);
    private Task look = Task.CompletedTask;
    private Task? next;

    /// <summary>As of the last time that it was brought up to date.</summary>
    public HeldProducts Products => Volatile.Read(ref held).Products;

    /// <summary>Returns once everything is held that was committed before the call. Calls at the same time share one look.</summary>
    public async ValueTask CatchUpAsync(CancellationToken cancellationToken)
    {
        Task mine;
        lock (coming)
        {
            // A look that is under way may have begun too early for this call; the one after it has not.
            mine = next ??= LookAfterAsync(look);
        }

        // Whoever gives up first leaves a failure that nobody reads.
        _ = mine.ContinueWith(static failed => failed.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        await mine.WaitAsync(cancellationToken);
    }

    private async Task LookAfterAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        lock (coming)
        {
            (look, next) = (next!, null);
        }

        using var limit = new CancellationTokenSource(LongestLook);
        await using var connection = await database.Source.OpenConnectionAsync(limit.Token);
        var mark = await ReadModelMark.ReadAsync(connection, limit.Token);
        if (mark.Incarnation != held.Incarnation || mark.Revision < held.Revision)
        {
            var fresh = new HeldProducts();
            await ReadAsync(connection, fresh, 0, limit.Token);
            Volatile.Write(ref held, new(fresh, mark.Incarnation, mark.Revision));
        }
        else if (mark.Revision > held.Revision)
        {
            await ReadAsync(connection, held.Products, held.Revision, limit.Token);
            Volatile.Write(ref held, held with { Revision = mark.Revision });
        }
    }

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
