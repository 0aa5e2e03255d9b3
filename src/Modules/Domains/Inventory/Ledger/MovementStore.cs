using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Inventory;

/// <summary>Why a movement was not booked.</summary>
/// <param name="Title">What is wrong.</param>
/// <param name="Detail">What is there, and what would be right.</param>
internal sealed record MovementRefusal(string Title, string Detail);

/// <summary>Books movements, one a transaction; the same reference is booked once. Thread-safe.</summary>
internal sealed class MovementStore(OwnerWriter writer)
{
    private const int Most = 1_000_000_000;
    private const string Columns = "id as Movement, product as Id, centre, delta, quantity, version";

    /// <summary>Books <paramref name="movement"/>, whose centre is known, and publishes the stock that it leaves.</summary>
    public ValueTask<(MovementAnswer? Answer, MovementRefusal? Refusal)> BookAsync(StockMovement movement, CancellationToken cancellationToken) =>
        writer.WriteAsync<(MovementAnswer?, MovementRefusal?)>(
            async (transaction, token) =>
            {
                var product = (await StockRows.LockAsync(transaction, [movement.Id], token))[movement.Id];
                if (movement.Reference is not null && await BookedAsync(transaction, movement.Reference, token) is { } booked)
                {
                    transaction.Abandon();
                    return Again(movement, booked);
                }

                var isThere = product.TryGet(movement.Centre!, out var before);
                if (Refusal(movement, isThere, before) is { } refusal)
                {
                    transaction.Abandon();
                    return (null, refusal);
                }

                var quantity = (before ?? 0) + movement.Delta;
                product.Set(movement.Centre!, quantity);
                StockRows.Publish(transaction, product);
                var answer = await AppendAsync(transaction, movement, quantity, product.Version, token);
                if (answer is null)
                {
                    transaction.Abandon();
                    return (null, Taken(movement));
                }

                await StockRows.KeepStockAsync(transaction, [new(product, movement.Centre!, movement.Delta, movement.Reason, quantity)], token);
                await StockRows.KeepVersionsAsync(transaction, [product], deleted: false, token);
                return (answer, null);
            },
            cancellationToken);

    private static MovementRefusal? Refusal(StockMovement movement, bool isThere, int? before)
    {
        var place = $"'{movement.Id}' in {movement.Centre}";
        if (isThere && before is null)
        {
            return new("Stock without a count", $"Stock of {place} is not counted, so nothing can be booked against it; set a count first (POST /api/inventory/stock).");
        }

        var after = (long)(before ?? 0) + movement.Delta;
        return after switch
        {
            < 0 => new("Not enough stock", $"There are {before ?? 0} of {place}; {-(long)movement.Delta} cannot be taken."),
            > Most => new("Too much stock", $"There are {before ?? 0} of {place}; with {movement.Delta} more there would be above {Most}."),
            _ => null,
        };
    }

    private static Task<MovementAnswer?> BookedAsync(OwnerTransaction transaction, string reference, CancellationToken cancellationToken) =>
        transaction.Connection.QuerySingleOrDefaultAsync<MovementAnswer>(new CommandDefinition(
            $"select {Columns} from inventory.movements where reference = @reference",
            new { reference }, transaction.Transaction, cancellationToken: cancellationToken));

    private static (MovementAnswer?, MovementRefusal?) Again(StockMovement movement, MovementAnswer booked) =>
        booked.Id == movement.Id && booked.Centre == movement.Centre && booked.Delta == movement.Delta ? (booked, null) : (null, Taken(movement));

    private static MovementRefusal Taken(StockMovement movement) =>
        new("The reference is taken", $"Another movement was booked under the reference '{movement.Reference}'; give each movement its own.");

    // No row: another product's movement took the reference meanwhile.
    private static Task<MovementAnswer?> AppendAsync(
        OwnerTransaction transaction, StockMovement movement, int quantity, long version, CancellationToken cancellationToken) =>
        transaction.Connection.QuerySingleOrDefaultAsync<MovementAnswer>(new CommandDefinition(
            $"""
            insert into inventory.movements (product, centre, delta, reason, reference, quantity, version, at)
            values (@Id, @Centre, @Delta, @Reason, @Reference, @quantity, @version, @now)
            on conflict (reference) do nothing
            returning {Columns}
            """,
            new { movement.Id, movement.Centre, movement.Delta, movement.Reason, movement.Reference, quantity, version, now = transaction.Now },
            transaction.Transaction, cancellationToken: cancellationToken));
}
