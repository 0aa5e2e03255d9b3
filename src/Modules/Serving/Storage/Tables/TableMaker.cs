using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;

namespace Servepath.Serving.Storage;

/// <summary>
/// Keeps a table for each serving domain of the blueprint, as it is and as it changes, and says beside the log which
/// groups have their place. A definition that its table cannot follow is refused, and nothing of it is touched.
/// </summary>
internal sealed class TableMaker(
    IBlueprint blueprint, StorageWriteDatabase database, WritableTables tables, IDomainReadiness readiness, TimeProvider time, ILogger<TableMaker> logger)
    : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> refused = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var following = blueprint.OnChange(_ => Volatile.Read(ref changed).TrySetResult());
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                Volatile.Write(ref changed, next);
                await MakeAllAsync(blueprint.Current, stoppingToken);
                await next.Task.WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.TablesNotMade(failure.Message);
                await Task.Delay(AfterFailure * (0.5 + Random.Shared.NextDouble()), time, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task MakeAllAsync(BlueprintSnapshot snapshot, CancellationToken cancellationToken)
    {
        List<Exception> failures = [];
        var ready = new List<string>();
        foreach (var domain in snapshot.Domains.Values.OrderBy(each => each.Name, StringComparer.Ordinal))
        {
            try
            {
                if (await MakeAsync(domain, cancellationToken))
                {
                    ready.Add(domain.Name);
                }
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                // One table that cannot be made is no reason to make no other.
                failures.Add(failure);
            }
        }

        tables.Replace(await database.RunAsync(StoredTables.LoadAsync, tables.All, cancellationToken));
        if (failures.Count == 0)
        {
            tables.HaveBeenMade();
        }

        foreach (var name in ready)
        {
            await readiness.MarkAsync(name, [.. tables.Find(name)!.Groups.Select(group => group.Name)], cancellationToken);
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }
    }

    private async ValueTask<bool> MakeAsync(ServingDomain domain, CancellationToken cancellationToken)
    {
        var refusal = await database.RunAsync(TableStatements.EnsureAsync, domain, cancellationToken);
        if (refusal is null)
        {
            refused.Remove(domain.Name);
            return true;
        }

        if (refused.Add(domain.Name))
        {
            logger.DefinitionRefused(domain.Name, refusal);
        }

        return false;
    }
}
