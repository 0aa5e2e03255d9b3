using Dapper;

namespace Servepath.Domains.Ordering;

/// <summary>Takes away carts in which nothing has changed for long, with what is in them. Thread-safe; any number of processes share the work.</summary>
internal sealed class CartTrimming(OrderingDatabase database, OrderingSettings settings)
{
    public const int MostInStep = 200;

    /// <summary>Takes away the oldest that are due.</summary>
    /// <returns>How many there were; <see cref="MostInStep"/> when there may be more.</returns>
    /// <exception cref="OrderingUnavailableException">The database cannot be asked.</exception>
    public ValueTask<int> StepAsync(CancellationToken cancellationToken) => database.WriteAsync(
        async (transaction, token) =>
        {
            // Locked as everybody locks carts: one that somebody is using is passed over, and one that they change is no longer old.
            var old = (await transaction.Connection.QueryAsync<string>(new CommandDefinition(
                "select shopper from ordering.carts where changed_at < @before order by changed_at limit @MostInStep for update skip locked",
                new { before = transaction.Now - settings.CartAge, MostInStep }, transaction.Transaction, cancellationToken: token))).ToArray();
            if (old.Length == 0)
            {
                transaction.Abandon();
                return 0;
            }

            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                "delete from ordering.cart_lines where shopper = any(@old); delete from ordering.carts where shopper = any(@old)",
                new { old }, transaction.Transaction, cancellationToken: token));
            return old.Length;
        },
        cancellationToken);
}
