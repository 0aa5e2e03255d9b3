using System.Data.Common;
using Dapper;
using Npgsql;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>An order that stands under a key.</summary>
internal sealed record PlacedUnderKey(string Id, string? Asked);

/// <summary>A cart that is about to be ordered.</summary>
/// <param name="Lines">What is in it.</param>
/// <param name="Placed">The order that stands under the key already; null when there is none.</param>
/// <param name="Held">Units that the shopper's orders hold which are not paid yet.</param>
internal sealed record OrderingCart(IReadOnlyList<CartLine> Lines, PlacedUnderKey? Placed, int Held);

/// <summary>Statements over carts.</summary>
internal static class CartRows
{
    private const string Lines = "select product as ProductId, quantity as Quantity from ordering.cart_lines where shopper = @shopper order by place";

    private const string OfOrder =
        $"""
        {Lines};
        select id, asked from ordering.orders where shopper = @shopper and idempotency_key = @key;
        select coalesce(sum(l.quantity), 0)::int from ordering.orders o join ordering.order_lines l on l.order_id = o.id
        where o.shopper = @shopper and o.state = 'awaiting_payment'
        """;

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

    /// <summary>Reads the cart and the order that stands under <paramref name="key"/>, without a lock.</summary>
    public static async ValueTask<OrderingCart> LookAsync(DbConnection connection, string shopper, string key, CancellationToken cancellationToken)
    {
        await using var all = await connection.QueryMultipleAsync(new CommandDefinition(
            OfOrder, new { shopper, key }, cancellationToken: cancellationToken));
        return await ReadAsync(all);
    }

    /// <summary>
    /// Locks the cart where there is one (without one there is nothing to order), and reads it and the order that stands under
    /// <paramref name="key"/>: by statements of their own, so that they see what the lock's last holder committed.
    /// </summary>
    public static async ValueTask<OrderingCart> LockAsync(OwnerTransaction transaction, string shopper, string key, CancellationToken cancellationToken)
    {
        await using var all = await transaction.Connection.QueryMultipleAsync(new CommandDefinition(
            $"select shopper from ordering.carts where shopper = @shopper for update; {OfOrder}",
            new { shopper, key }, transaction.Transaction, cancellationToken: cancellationToken));
        await all.ReadAsync<string>();
        return await ReadAsync(all);
    }

    private static async ValueTask<OrderingCart> ReadAsync(SqlMapper.GridReader all)
    {
        var lines = (await all.ReadAsync<CartLine>()).AsList();
        var placed = await all.ReadSingleOrDefaultAsync<PlacedUnderKey>();
        return new(lines, placed, await all.ReadSingleAsync<int>());
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

    /// <summary>Makes each product so many units, up to <see cref="Cart.MostUnits"/>. The cart is locked; sent with all else that the transaction writes.</summary>
    public static void Set(OwnerTransaction transaction, string shopper, IReadOnlyList<CartLine> lines) => transaction.PutOff(
        """
        insert into ordering.cart_lines (shopper, product, quantity)
        select @shopper, w.product, w.quantity from unnest(@products, @quantities) with ordinality as w(product, quantity, place) order by w.place
        on conflict (shopper, product) do update set quantity = excluded.quantity
        """,
        new NpgsqlParameter("shopper", shopper),
        new NpgsqlParameter("products", lines.Select(line => line.ProductId).ToArray()),
        new NpgsqlParameter("quantities", lines.Select(line => Math.Min(line.Quantity, Cart.MostUnits)).ToArray()));
}
