using System.Data.Common;
using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <inheritdoc cref="IHandOvers"/>
internal sealed class HandOvers(DeliveryNetwork network) : IHandOvers
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, DeliveryOptions>> ReadOptionsAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ids = products.ToArray();
        var handling = (await connection.QueryAsync<(string Id, int Days)>(new CommandDefinition(
            "select id, handling_days from delivery.products where id = any(@ids) and not deleted",
            new { ids }, cancellationToken: cancellationToken))).ToDictionary(row => row.Id, row => row.Days, StringComparer.Ordinal);

        // Zones lie up to a day apart: the day before covers them all.
        var from = DateOnly.FromDateTime(now.UtcDateTime).AddDays(-1);
        var builder = new OptionsBuilder(network, await DayRow.ReadAsync(connection, null, from, cancellationToken), now);
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
        var days = await LockAsync(transaction, wanted, cancellationToken);
        if (days.Any(day => day.Full))
        {
            return false;
        }

        var after = days.Select(day => day with { Booked = day.Booked + 1, Full = day.Booked + 1 >= day.Capacity }).ToArray();
        await KeepAsync(transaction, days, after, after.Select(day => Reference(reference, day)), cancellationToken);
        return true;
    }

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
        return [.. rows.Select(row => (row, Capacity: row.Capacity ?? network.Centre(row.Centre)?.DailyCapacity ?? 0))
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
