using Dapper;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Domains.Delivery;

/// <summary>How far a pass has come.</summary>
/// <param name="Published">Products published in this pass so far.</param>
/// <param name="Began">Whether this step began the pass.</param>
/// <param name="Ended">Whether this step ended it.</param>
internal sealed record RepublishStep(long Published, bool Began, bool Ended);

/// <summary>
/// Publishes all products anew, 200 a transaction. What is asked for and how far it has come stand in the database, so a
/// pass goes on after a restart, in whatever process; several processes take turns. Thread-safe.
/// </summary>
internal sealed class Republishing(OwnerWriter writer, DeliveryNetwork network)
{
    private const int MostInStep = OwnerBatch.MostInTransaction;

    /// <summary>Asks for a pass when the configured plan is not the one from which products were last published.</summary>
    public ValueTask<bool> AskIfPlanChangedAsync(CancellationToken cancellationToken) => writer.WriteAsync(
        async (transaction, token) => await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update delivery.network set hash = @hash, requested = requested + 1 where hash <> @hash",
            new { hash = NetworkHash.Of(network) }, transaction.Transaction, cancellationToken: token)) > 0,
        cancellationToken);

    /// <summary>Whether a pass is asked for or under way. A plain read: asked often, it must not write.</summary>
    public ValueTask<bool> IsAskedForAsync(CancellationToken cancellationToken) => writer.ReadAsync(
        async (connection, token) => await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select r.after is not null or r.serving <> n.requested from delivery.republishing r cross join delivery.network n", cancellationToken: token)),
        cancellationToken);

    /// <summary>Publishes the next products of the pass that is asked for.</summary>
    /// <returns>Null when none is.</returns>
    public ValueTask<RepublishStep?> StepAsync(CancellationToken cancellationToken) => writer.WriteAsync<RepublishStep?>(
        async (transaction, token) =>
        {
            var pass = await transaction.Connection.QuerySingleAsync<Pass>(new CommandDefinition(
                "select serving, after, published from delivery.republishing for update", transaction: transaction.Transaction, cancellationToken: token));

            // By a statement of its own after the lock: another process may have served this request while we waited.
            var requested = await transaction.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "select requested from delivery.network", transaction: transaction.Transaction, cancellationToken: token));
            if (pass.After is null && pass.Serving == requested)
            {
                return null;
            }

            var began = pass.After is null;
            var (serving, after, published) = began ? (requested, string.Empty, 0L) : (pass.Serving, pass.After!, pass.Published);
            var products = (await transaction.Connection.QueryAsync<ProductRow>(new CommandDefinition(
                """
                select id, handling_days as HandlingDays, version from delivery.products
                where id > @after and not deleted order by id limit @MostInStep for update
                """,
                new { after, MostInStep }, transaction.Transaction, cancellationToken: token))).AsList();
            await PublishAsync(transaction, products, token);

            var ended = products.Count < MostInStep;
            published += products.Count;
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                "update delivery.republishing set serving = @serving, after = @after, published = @published",
                new { serving, after = ended ? null : products[^1].Id, published }, transaction.Transaction, cancellationToken: token));
            return new(published, began, ended);
        },
        cancellationToken);

    private async ValueTask PublishAsync(OwnerTransaction transaction, IReadOnlyList<ProductRow> products, CancellationToken cancellationToken)
    {
        if (products.Count == 0)
        {
            return;
        }

        var options = await ProductStore.ReadOptionsAsync(transaction, network, cancellationToken);
        var versions = products.Select(product => transaction.NextVersion(product.Version)).ToArray();
        for (var i = 0; i < products.Count; i++)
        {
            transaction.Publish(
                ProductStore.Domain, products[i].Id, DeliveryOptions.Group, GroupValue.Plain(versions[i], options.Body(products[i].HandlingDays)));
        }

        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update delivery.products p set version = written.version from unnest(@ids, @versions) as written(id, version) where p.id = written.id",
            new { ids = products.Select(product => product.Id).ToArray(), versions }, transaction.Transaction, cancellationToken: cancellationToken));
    }

    private sealed record Pass(long Serving, string? After, long Published);

    private sealed record ProductRow(string Id, int HandlingDays, long Version);
}
