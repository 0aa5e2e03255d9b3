using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Servepath.Kernel;

namespace Servepath.Domains.Feeds;

/// <summary>
/// Keeps the sample alive through the owners' own write paths. Before each beat it asks Catalog which products are the
/// sample's, so that what was removed, or imported over, is left alone. Owners that are down are waited for.
/// </summary>
internal sealed class DemoWriter(OwnersClient owners, TimeProvider time, Random random, ILogger<DemoWriter> log) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = new DemoChanges(random);
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Beat;
            try
            {
                pause = await WriteAsync(changes, stoppingToken) ? Beat : Rest;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Log.DemoPaused(log, failure.Message);
                pause = Rest;
            }

            await Task.Delay(pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>False when there is nothing of the sample.</returns>
    private async Task<bool> WriteAsync(DemoChanges changes, CancellationToken cancellationToken)
    {
        var present = await SampleImport.IdsAsync(owners, cancellationToken);
        if (present.Count == 0)
        {
            return false;
        }

        var beat = changes.Next(present, time.GetUtcNow());
        await SendAsync(OwnersPaths.Prices, beat.Prices, cancellationToken);
        await SendAsync(OwnersPaths.Stock, beat.Restocks, cancellationToken);
        await SendAsync(OwnersPaths.Reviews, beat.Reviews, cancellationToken);
        foreach (var movement in beat.Movements)
        {
            try
            {
                await owners.AskAsync(HttpMethod.Post, OwnersPaths.Movements, Json.Bytes(movement), cancellationToken);
            }
            catch (RefusedException)
            {
                // Sold out: a later beat brings more.
            }
        }

        return true;
    }

    private async Task SendAsync<T>(string path, IReadOnlyList<T> items, CancellationToken cancellationToken)
    {
        if (items.Count > 0)
        {
            await owners.WriteAsync(path, items, cancellationToken);
        }
    }
}
