using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Servepath.Serving.Changes;

/// <summary>Measures what holds readers back: the oldest open write transaction anywhere on the log's server, and each group's lag.</summary>
internal sealed class LogHealth(
    LogDatabase database, IChangeLog log, ConsumerProgress progress, ChangeMetrics metrics, TimeProvider time, ILogger<LogHealth> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TooOld = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await MeasureAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.HealthNotMeasured(failure.Message);
                await Task.Delay(Every, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task MeasureAsync(CancellationToken cancellationToken)
    {
        var oldest = await database.RunAsync(
            static async (connection, _, token) =>
            {
                await using var select = new NpgsqlCommand(
                    """
                    select coalesce(extract(epoch from max(t.age)), 0)::double precision from (
                        select clock_timestamp() - xact_start as age from pg_stat_activity where backend_xid is not null
                        union all
                        select clock_timestamp() - prepared from pg_prepared_xacts) t
                    """,
                    connection);
                return TimeSpan.FromSeconds((double)(await select.ExecuteScalarAsync(token))!);
            },
            0,
            cancellationToken);
        metrics.OldestTransaction(oldest);
        if (oldest > TooOld)
        {
            logger.ReadersHeldBack(oldest.TotalSeconds);
        }

        foreach (var (group, position) in progress.Positions)
        {
            metrics.Lag(group, await log.CountAfterAsync(position, cancellationToken));
        }
    }
}
