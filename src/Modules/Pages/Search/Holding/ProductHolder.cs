using Npgsql;
using Servepath.Postgres;

namespace Servepath.Pages.Search.Holding;

/// <summary>
/// Holds the facts of all products in this process and brings them up to date when it is asked to: everything the first
/// time, then what has a higher revision. Thread-safe.
/// </summary>
/// <param name="database">Of the read model.</param>
/// <param name="mostOfAPage">Products that are read at a time.</param>
internal sealed class ProductHolder(ReadModelDatabase database, int mostOfAPage = ProductHolder.MostOfAPage)
{
    private const string Changed = """
        select number, id, listed, brand, category, added, rating_count, rating_sum, in_stock, sold
        from search.products where revision > $1 and number > $2
        order by number limit $3
        """;

    private const string ChangedPrices = """
        select p.number, price.holds_from, price.holds_until, price.currency, price.list, price.pay
        from search.products p join search.prices price using (id)
        where p.revision > $1 and p.number > $2 and p.number <= $3
        order by p.number, price.holds_from
        """;

    // A database gives a statement seconds, and on a full machine it is this process that is slow to take what it sends: one
    // statement for everything would be cut off, begun again, and cut off again.
    public const int MostOfAPage = 20_000;

    // The first look reads everything, which may take longer than any caller waits: a look belongs to nobody and runs to its end.
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(1);

    private readonly Lock coming = new();
    private Held held = new(new(), default, 0);
    private Pass? pass;
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
        if (pass is { } begun && (begun.Mark.Incarnation != mark.Incarnation || begun.Mark.Revision > mark.Revision))
        {
            pass = null;
        }

        // One that an earlier look did not bring to its end goes on where it stopped; what came later is another.
        while ((pass ??= Begin(mark)) is { } reading)
        {
            await ReadAsync(connection, reading, limit.Token);
            Volatile.Write(ref held, new(reading.Products, reading.Mark.Incarnation, reading.Mark.Revision));
            pass = null;
        }
    }

    private Pass? Begin(ReadModelMark mark) =>
        mark.Incarnation != held.Incarnation || mark.Revision < held.Revision ? new(new(), mark, 0)
        : mark.Revision > held.Revision ? new(held.Products, mark, held.Revision)
        : null;

    // Reads at least what the mark says: something newer that comes along is read again the next time, which changes nothing.
    private async Task ReadAsync(NpgsqlConnection connection, Pass reading, CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await ChangedAsync(connection, reading, cancellationToken);
            if (page.Count > 0)
            {
                var prices = await PricesAsync(connection, reading, page[^1].Number, cancellationToken);
                foreach (var facts in page)
                {
                    reading.Products.Put(prices.TryGetValue(facts.Number, out var schedule) ? facts with { Prices = [.. schedule] } : facts);
                }

                reading.After = page[^1].Number;
            }

            if (page.Count < mostOfAPage)
            {
                return;
            }
        }
    }

    private async Task<List<Facts>> ChangedAsync(NpgsqlConnection connection, Pass reading, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Changed, connection)
        {
            Parameters = { new() { Value = reading.Above }, new() { Value = reading.After }, new() { Value = mostOfAPage } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<Facts>();
        while (await reader.ReadAsync(cancellationToken))
        {
            page.Add(Read(reader, reading.Products));
        }

        return page;
    }

    private static async Task<Dictionary<int, List<HeldPrice>>> PricesAsync(NpgsqlConnection connection, Pass reading, int last, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ChangedPrices, connection)
        {
            Parameters = { new() { Value = reading.Above }, new() { Value = reading.After }, new() { Value = last } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var prices = new Dictionary<int, List<HeldPrice>>();
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

        return prices;
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

    /// <summary>The reading of everything above a revision, page by page.</summary>
    private sealed class Pass(HeldProducts products, ReadModelMark mark, long above)
    {
        public HeldProducts Products => products;

        /// <summary>What is held at its end.</summary>
        public ReadModelMark Mark => mark;

        public long Above => above;

        /// <summary>The last number that was read.</summary>
        public int After { get; set; }
    }
}
