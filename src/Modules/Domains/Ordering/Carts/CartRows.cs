using System.Data.Common;
using Dapper;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>Statements over carts.</summary>
internal static class CartRows
{
    private const string Lines = "select product as ProductId, quantity as Quantity from ordering.cart_lines where shopper = @shopper order by place";

    public static async ValueTask<IReadOnlyList<CartLine>> ReadAsync(DbConnection connection, string shopper, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<CartLine>(new CommandDefinition(
            Lines, new { shopper }, cancellationToken: cancellationToken))).AsList();

    /// <summary>Locks the cart; a shopper without one gets one.</summary>
    public static Task TouchAsync(OwnerTransaction transaction, string shopper, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into ordering.carts (shopper, changed_at) values (@shopper, @now)
            on conflict (shopper) do update set changed_at = excluded.changed_at
            """,
            new { shopper, now = transaction.Now }, transaction.Transaction, cancellationToken: cancellationToken));

    /// <summary>
    /// Locks the cart where there is one (a shopper without one has never ordered either), and reads it and the order that
    /// stands under <paramref name="key"/>: by statements of their own, so that they see what the lock's last holder committed.
    /// </summary>
    public static async ValueTask<(IReadOnlyList<CartLine> Lines, string? Placed)> LockAsync(
        OwnerTransaction transaction, string shopper, string key, CancellationToken cancellationToken)
    {
        await using var all = await transaction.Connection.QueryMultipleAsync(new CommandDefinition(
            $"""
            select shopper from ordering.carts where shopper = @shopper for update;
            {Lines};
            select id from ordering.orders where shopper = @shopper and idempotency_key = @key
            """,
            new { shopper, key }, transaction.Transaction, cancellationToken: cancellationToken));
        await all.ReadAsync<string>();
        return ((await all.ReadAsync<CartLine>()).AsList(), await all.ReadSingleOrDefaultAsync<string>());
    }

    /// <summary>Makes it that many units; 0 takes the line away. The cart is locked.</summary>
    public static Task SetAsync(OwnerTransaction transaction, string shopper, string product, int quantity, CancellationToken cancellationToken) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            quantity == 0
                ? "delete from ordering.cart_lines where shopper = @shopper and product = @product"
                : """
                  insert into ordering.cart_lines (shopper, product, quantity) values (@shopper, @product, @quantity)
                  on conflict (shopper, product) do update set quantity = excluded.quantity
                  """,
            new { shopper, product, quantity }, transaction.Transaction, cancellationToken: cancellationToken));
}
