using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using Servepath.Domains.Delivery;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Ordering;

/// <summary>Statements over orders.</summary>
internal static class OrderRows
{
    /// <summary>Locks the order; null when there is none.</summary>
    public static Task<OrderRow?> LockAsync(OwnerTransaction transaction, string id, CancellationToken cancellationToken) =>
        transaction.Connection.QuerySingleOrDefaultAsync<OrderRow>(new CommandDefinition(
            $"select {OrderRow.Columns} from ordering.orders where id = @id for update",
            new { id }, transaction.Transaction, cancellationToken: cancellationToken));

    /// <summary>Gives the order another state. What it held is settled elsewhere.</summary>
    /// <param name="transaction">That has the order locked.</param>
    /// <param name="id">The order.</param>
    /// <param name="state">The state.</param>
    /// <param name="voidDue">Whether money may have been taken that must go back; the recovery does it at once.</param>
    /// <remarks>Put off: it is sent with all else that the transaction writes.</remarks>
    public static void Turn(OwnerTransaction transaction, string id, OrderState state, bool voidDue) => transaction.PutOff(
        "update ordering.orders set state = @state, void_due = @voidDue, due_at = @due where id = @id",
        new NpgsqlParameter("id", id),
        new NpgsqlParameter("state", Words.Of(state)),
        new NpgsqlParameter("voidDue", voidDue),
        new NpgsqlParameter("due", NpgsqlDbType.TimestampTz) { Value = voidDue ? transaction.Now.UtcDateTime : DBNull.Value });

    /// <summary>Units by product.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, int>> UnitsAsync(OwnerTransaction transaction, string id, CancellationToken cancellationToken) =>
        (await transaction.Connection.QueryAsync<(string Product, int Quantity)>(new CommandDefinition(
            "select product, quantity from ordering.order_lines where order_id = @id",
            new { id }, transaction.Transaction, cancellationToken: cancellationToken)))
        .ToDictionary(line => line.Product, line => line.Quantity, StringComparer.Ordinal);

    public static async ValueTask<IReadOnlyList<HandOver>> HandOversAsync(OwnerTransaction transaction, string id, CancellationToken cancellationToken) =>
        [.. (await transaction.Connection.QueryAsync<(string Centre, string Day)>(new CommandDefinition(
            "select centre, day::text from ordering.hand_overs where order_id = @id",
            new { id }, transaction.Transaction, cancellationToken: cancellationToken)))
            .Select(row => new HandOver(row.Centre, OrderRow.Day(row.Day)))];

    /// <summary>The lines of orders, by order, in their order.</summary>
    public static async ValueTask<ILookup<string, OrderLine>> LinesAsync(DbConnection connection, string[] ids, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<LineRow>(new CommandDefinition(
            """
            select order_id as "OrderId", product, title, quantity, currency, pay, arrival::text as "ArrivalText"
            from ordering.order_lines where order_id = any(@ids) order by order_id, place
            """,
            new { ids }, cancellationToken: cancellationToken));
        return rows.ToLookup(row => row.OrderId, row => row.Line, StringComparer.Ordinal);
    }

    private sealed record LineRow(string OrderId, string Product, string Title, int Quantity, string Currency, decimal Pay, string ArrivalText)
    {
        public OrderLine Line => new(Product, Title, Quantity, Currency, Pay, OrderRow.Day(ArrivalText));
    }
}
