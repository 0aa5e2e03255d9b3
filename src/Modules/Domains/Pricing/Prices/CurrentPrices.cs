using System.Data.Common;
using Dapper;

namespace Servepath.Domains.Pricing;

/// <inheritdoc cref="ICurrentPrices"/>
internal sealed class CurrentPrices : ICurrentPrices
{
    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, Price>> ReadAsync(
        DbConnection connection, IReadOnlyCollection<string> products, DateTimeOffset now, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<PriceRow>(new CommandDefinition(
            $"select {PriceStore.Columns} from pricing.prices where id = any(@ids) and not deleted and version > 0",
            new { ids = products.ToArray() }, cancellationToken: cancellationToken)))
        .ToDictionary(row => row.Id, row => PriceSchedule.At(row.State, now), StringComparer.Ordinal);
}
