using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <summary>
/// Capacity of hand-over days. A day that becomes full or free again asks, in the same transaction, for all products to be
/// published anew. Thread-safe.
/// </summary>
internal sealed class DayStore(OwnerWriter writer, DeliveryNetwork network, RepublishSignal signal)
{
    /// <summary>Books or gives back capacity of a centre that is known; the same reference is booked once.</summary>
    /// <returns>The day after it, or why it was refused.</returns>
    public async ValueTask<(DayCapacity? Day, string? Refusal)> BookAsync(DeliveryBooking booking, CancellationToken cancellationToken)
    {
        var (day, refusal, turned) = await writer.WriteAsync(
            async (transaction, token) =>
            {
                var before = await LockAsync(transaction, booking.Centre, booking.Day, token);
                if (booking.Reference is not null && await BookedAsync(transaction, booking.Reference, token) is { } booked)
                {
                    transaction.Abandon();
                    return booked.IsOf(booking) ? (booked.Day, null, false) : ((DayCapacity?)null, Taken(booking), false);
                }

                var wanted = (long)before.Booked + booking.Count;
                if (wanted < 0 || (booking.Count > 0 && wanted > before.Capacity))
                {
                    transaction.Abandon();
                    return (null, $"{booking.Centre} has {before.Booked} of {before.Capacity} booked on {DayRow.Text(booking.Day)}; {booking.Count:+#;-#} cannot be.", false);
                }

                var after = Day(booking.Centre, booking.Day, before.Capacity, (int)wanted);
                if (!await AppendAsync(transaction, booking, after, token))
                {
                    transaction.Abandon();
                    return (null, Taken(booking), false);
                }

                await transaction.Connection.ExecuteAsync(new CommandDefinition(
                    "update delivery.days set booked = @Booked where centre = @Centre and day = @day::date",
                    new { after.Booked, after.Centre, day = DayRow.Text(after.Day) }, transaction.Transaction, cancellationToken: token));
                return (after, null, await AskIfTurnedAsync(transaction, before, after, token));
            },
            cancellationToken);
        SignalIf(turned);
        return (day, refusal);
    }

    /// <summary>Sets the capacity of one day of a centre that is known; null goes back to the plan.</summary>
    public async ValueTask<DayCapacity> SetCapacityAsync(string centre, DateOnly day, int? capacity, CancellationToken cancellationToken)
    {
        var (result, turned) = await writer.WriteAsync(
            async (transaction, token) =>
            {
                var before = await LockAsync(transaction, centre, day, token);
                var after = Day(centre, day, capacity ?? network.Centre(centre)!.DailyCapacity, before.Booked);
                await transaction.Connection.ExecuteAsync(new CommandDefinition(
                    "update delivery.days set capacity = @capacity where centre = @centre and day = @day::date",
                    new { capacity, centre, day = DayRow.Text(day) }, transaction.Transaction, cancellationToken: token));
                return (after, await AskIfTurnedAsync(transaction, before, after, token));
            },
            cancellationToken);
        SignalIf(turned);
        return result;
    }

    private async ValueTask<DayCapacity> LockAsync(OwnerTransaction transaction, string centre, DateOnly day, CancellationToken cancellationToken)
    {
        var parameters = new { centre, day = DayRow.Text(day) };
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "insert into delivery.days (centre, day) values (@centre, @day::date) on conflict do nothing",
            parameters, transaction.Transaction, cancellationToken: cancellationToken));
        var row = await transaction.Connection.QuerySingleAsync<DayRow>(new CommandDefinition(
            $"select {DayRow.Columns} from delivery.days where centre = @centre and day = @day::date for update",
            parameters, transaction.Transaction, cancellationToken: cancellationToken));
        return Day(centre, day, row.Capacity ?? network.Centre(centre)!.DailyCapacity, row.Booked);
    }

    /// <summary>Asks for a pass over all products when the day has become full or free.</summary>
    public static async ValueTask<bool> AskIfTurnedAsync(OwnerTransaction transaction, DayCapacity before, DayCapacity after, CancellationToken cancellationToken)
    {
        if (before.Full == after.Full)
        {
            return false;
        }

        await AskAsync(transaction, cancellationToken);
        return true;
    }

    /// <summary>Asks for a pass over all products.</summary>
    public static Task AskAsync(OwnerTransaction transaction, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update delivery.network set requested = requested + 1", transaction: transaction.Transaction, cancellationToken: cancellationToken));

    private void SignalIf(bool turned)
    {
        if (turned)
        {
            signal.Set();
        }
    }

    private static Task<BookingRow?> BookedAsync(OwnerTransaction transaction, string reference, CancellationToken cancellationToken) =>
        transaction.Connection.QuerySingleOrDefaultAsync<BookingRow>(new CommandDefinition(
            "select centre, day::text as DayText, count, booked, capacity from delivery.bookings where reference = @reference",
            new { reference }, transaction.Transaction, cancellationToken: cancellationToken));

    // False: a booking of another day took the reference meanwhile.
    private static async ValueTask<bool> AppendAsync(OwnerTransaction transaction, DeliveryBooking booking, DayCapacity after, CancellationToken cancellationToken) =>
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into delivery.bookings (reference, centre, day, count, booked, capacity, at)
            values (@Reference, @Centre, @day::date, @Count, @Booked, @Capacity, @now)
            on conflict (reference) do nothing
            """,
            new { booking.Reference, booking.Centre, day = DayRow.Text(booking.Day), booking.Count, after.Booked, after.Capacity, now = transaction.Now },
            transaction.Transaction, cancellationToken: cancellationToken)) == 1;

    private static DayCapacity Day(string centre, DateOnly day, int capacity, int booked) => new(centre, day, capacity, booked, booked >= capacity);

    private static string Taken(DeliveryBooking booking) =>
        $"Another booking was made under the reference '{booking.Reference}'; give each booking its own.";

    private sealed record BookingRow(string Centre, string DayText, int Count, int Booked, int Capacity)
    {
        public DayCapacity Day => DayStore.Day(Centre, DateOnly.ParseExact(DayText, "yyyy-MM-dd", null), Capacity, Booked);

        public bool IsOf(DeliveryBooking booking) => booking.Centre == Centre && DayRow.Text(booking.Day) == DayText && booking.Count == Count;
    }
}
