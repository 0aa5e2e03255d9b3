using System.Data.Common;
using Dapper;
using Npgsql;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <inheritdoc cref="IHandOvers"/>
internal sealed class HandOvers(DeliveryNetwork network) : IHandOvers
{
    private const string AddDays =
        """
        insert into delivery.days (centre, day)
        select centre, day::date from unnest(@centres, @days) with ordinality as wanted(centre, day, place) order by place
        on conflict do nothing
        """;

    // Locks in order, and books all or none: every order of a centre and day waits for this lock, so it is taken by the last
    // statement before the commit.
    private const string Book =
        """
        with wanted as (
            select w.centre, w.day::date as day, w.plan, w.reference from unnest(@centres, @days, @plans, @references) as w(centre, day, plan, reference)
        ), locked as (
            select d.centre, d.day, d.booked, coalesce(d.capacity, w.plan) as capacity, w.reference
            from delivery.days d join wanted w using (centre, day) order by d.centre, d.day for update of d
        ), free as (
            select * from locked where not exists (select 1 from locked where booked >= capacity)
        ), kept as (
            update delivery.days d set booked = free.booked + 1 from free where d.centre = free.centre and d.day = free.day
        ), written as (
            insert into delivery.bookings (reference, centre, day, count, booked, capacity, at)
            select reference, centre, day, 1, booked + 1, capacity, @now from free
        )
        select centre, day::text, capacity, booked + 1 from free
        """;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, DeliveryOptions>> ReadOptionsAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Zones lie up to a day apart: the day before covers them all.
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);
        var ids = products.ToArray();
        await using var both = await connection.QueryMultipleAsync(new CommandDefinition(
            $"select id, handling_days from delivery.products where id = any(@ids) and not deleted; {DayRow.Since}",
            new { ids, from = DayRow.Text(from) }, cancellationToken: cancellationToken));
        var handling = (await both.ReadAsync<(string Id, int Days)>()).ToDictionary(row => row.Id, row => row.Days, StringComparer.Ordinal);
        var builder = new OptionsBuilder(network, await both.ReadAsync<DayRow>(), now);
        var byDays = new Dictionary<int, DeliveryOptions>();
        var options = new Dictionary<string, DeliveryOptions>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            var days = handling.GetValueOrDefault(id);
            if (!byDays.TryGetValue(days, out var ofDays))
            {
                byDays[days] = ofDays = builder.Options(days);
            }

            options[id] = ofDays;
        }

        return options;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> BookAsync(
        OwnerTransaction transaction, string reference, IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken)
    {
        var wanted = InOrder(handOvers);
        string[] centres = [.. wanted.Select(each => each.Centre)], days = [.. wanted.Select(each => DayRow.Text(each.Day))];
        var booked = new List<DayCapacity>();
        await transaction.SendAsync(
            [
                new(AddDays, new NpgsqlParameter("centres", centres), new NpgsqlParameter("days", days)),
                new(
                    Book,
                    new NpgsqlParameter("centres", centres),
                    new NpgsqlParameter("days", days),
                    new NpgsqlParameter("plans", wanted.Select(each => PlanOf(each.Centre)).ToArray()),
                    new NpgsqlParameter("references", wanted.Select(each => Reference(reference, each)).ToArray()),
                    new NpgsqlParameter("now", transaction.Now)),
            ],
            async (reader, token) =>
            {
                while (await reader.ReadAsync(token))
                {
                    var (capacity, after) = (reader.GetInt32(2), reader.GetInt32(3));
                    booked.Add(new(reader.GetString(0), DayRow.Read(reader.GetString(1)), capacity, after, after >= capacity));
                }
            },
            cancellationToken);
        if (booked.Exists(day => day.Full))
        {
            // None of them was full before.
            await DayStore.AskAsync(transaction, cancellationToken);
        }

        return booked.Count == wanted.Length;
    }

    /// <inheritdoc/>
    public DateTimeOffset? Closes(HandOver handOver) =>
        network.Centre(handOver.Centre) is { } centre && TimeZoneInfo.TryFindSystemTimeZoneById(centre.Zone, out var zone)
            ? ArrivalPromise.Moment(handOver.Day, centre.CutOff, zone)
            : null;

    /// <inheritdoc/>
    public async ValueTask GiveBackAsync(
        OwnerTransaction transaction, string reference, IReadOnlyList<HandOver> handOvers, CancellationToken cancellationToken)
    {
        var wanted = InOrder(handOvers);
        var days = await LockAsync(transaction, wanted, cancellationToken);
        var known = (await transaction.Connection.QueryAsync<string>(new CommandDefinition(
            "select reference from delivery.bookings where reference = any(@references)",
            new { references = days.SelectMany(day => new[] { Reference(reference, day), BackReference(reference, day) }).ToArray() },
            transaction.Transaction, cancellationToken: cancellationToken))).ToHashSet(StringComparer.Ordinal);
        var before = days
            .Where(day => known.Contains(Reference(reference, day)) && !known.Contains(BackReference(reference, day)))
            .ToArray();

        // Somebody with the owners' key may have freed the day by hand meanwhile: there is never less than nothing booked.
        var after = before.Select(day => Math.Max(0, day.Booked - 1) is var booked ? day with { Booked = booked, Full = booked >= day.Capacity } : day).ToArray();
        await KeepAsync(transaction, before, after, after.Select(day => BackReference(reference, day)), cancellationToken);
    }

    private static HandOver[] InOrder(IEnumerable<HandOver> handOvers) =>
        [.. handOvers.OrderBy(each => each.Centre, StringComparer.Ordinal).ThenBy(each => each.Day)];

    private int PlanOf(string centre) => network.Centre(centre)?.DailyCapacity ?? 0;

    private static string Reference(string reference, HandOver handOver) => $"{reference}/{handOver.Centre}/{DayRow.Text(handOver.Day)}";

    private static string Reference(string reference, DayCapacity day) => $"{reference}/{day.Centre}/{DayRow.Text(day.Day)}";

    private static string BackReference(string reference, DayCapacity day) => Reference(reference, day) + "/back";

    private async ValueTask<DayCapacity[]> LockAsync(OwnerTransaction transaction, HandOver[] wanted, CancellationToken cancellationToken)
    {
        var rows = await transaction.Connection.QueryAsync<DayRow>(new CommandDefinition(
            $"""
            insert into delivery.days (centre, day)
            select centre, day::date from unnest(@centres, @days) with ordinality as wanted(centre, day, place) order by place
            on conflict do nothing;

            select {DayRow.Columns} from delivery.days
            where (centre, day) in (select centre, day::date from unnest(@centres, @days) as wanted(centre, day))
            order by centre, day for update
            """,
            new { centres = wanted.Select(each => each.Centre).ToArray(), days = wanted.Select(each => DayRow.Text(each.Day)).ToArray() },
            transaction.Transaction, cancellationToken: cancellationToken));
        return [.. rows.Select(row => (row, Capacity: row.Capacity ?? PlanOf(row.Centre)))
            .Select(each => new DayCapacity(each.row.Centre, each.row.Day, each.Capacity, each.row.Booked, each.row.Booked >= each.Capacity))];
    }

    // One round trip: everybody who sends from these centres on these days waits for it.
    private static async ValueTask KeepAsync(
        OwnerTransaction transaction, DayCapacity[] before, DayCapacity[] after, IEnumerable<string> references, CancellationToken cancellationToken)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into delivery.bookings (reference, centre, day, count, booked, capacity, at)
            select b.reference, b.centre, b.day::date, b.count, b.booked, b.capacity, @now
            from unnest(@references, @centres, @days, @counts, @booked, @capacities) as b(reference, centre, day, count, booked, capacity);

            update delivery.days d set booked = w.booked
            from unnest(@centres, @days, @booked) as w(centre, day, booked) where d.centre = w.centre and d.day = w.day::date
            """,
            new
            {
                references = references.ToArray(),
                centres = after.Select(day => day.Centre).ToArray(),
                days = after.Select(day => DayRow.Text(day.Day)).ToArray(),
                counts = after.Select((day, i) => day.Booked - before[i].Booked).ToArray(),
                booked = after.Select(day => day.Booked).ToArray(),
                capacities = after.Select(day => day.Capacity).ToArray(),
                now = transaction.Now,
            },
            transaction.Transaction, cancellationToken: cancellationToken));
        for (var i = 0; i < after.Length; i++)
        {
            // One turned day is enough to ask for the pass that publishes all products anew; the republisher looks twice a second.
            if (await DayStore.AskIfTurnedAsync(transaction, before[i], after[i], cancellationToken))
            {
                return;
            }
        }
    }
}
