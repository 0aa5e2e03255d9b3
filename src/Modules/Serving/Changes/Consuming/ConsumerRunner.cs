using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Changes;

/// <summary>
/// Runs one consumer while this process leads its group: reads, applies, waits. A failure means the same batch
/// again, from the position that the consumer itself has kept, after a pause that grows to a second.
/// </summary>
internal sealed class ConsumerRunner(
    IChangeConsumer consumer, IChangeLog log, IConsumerLead lead, ConsumerProgress progress, ChangeMetrics metrics, TimeProvider time, ILogger<ConsumerRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => lead.RunAsync(consumer.Group, ConsumeWhileHeldAsync, stoppingToken);

    private async Task ConsumeWhileHeldAsync(CancellationToken held)
    {
        consumer.Begin();
        try
        {
            for (var pause = FirstPause; !held.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                try
                {
                    await ConsumeAsync(() => pause = FirstPause / 2, held);
                }
                catch (Exception failure) when (!held.IsCancellationRequested)
                {
                    metrics.Failed(consumer.Group);
                    logger.BatchFailed(consumer.Group, failure);
                    await PauseAsync(pause, held);
                }
                catch (Exception)
                {
                    // The lead is lost, or the process stops.
                }
            }
        }
        finally
        {
            progress.Forget(consumer.Group);
        }
    }

    private async Task ConsumeAsync(Action applied, CancellationToken cancellationToken)
    {
        var position = await consumer.LoadPositionAsync(cancellationToken);
        while (true)
        {
            progress.Report(consumer.Group, position);
            var batch = await log.ReadAsync(position, consumer.BatchSize, cancellationToken);
            if (batch.Changes.Count == 0)
            {
                await log.WaitAsync(cancellationToken);
                continue;
            }

            await consumer.ApplyAsync(batch, cancellationToken);
            position = batch.Next;
            metrics.Consumed(consumer.Group, batch.Changes.Count);
            applied();
        }
    }

    private async Task PauseAsync(TimeSpan longest, CancellationToken cancellationToken) =>
        await Task.Delay(longest * (0.5 + (Random.Shared.NextDouble() / 2)), time, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
