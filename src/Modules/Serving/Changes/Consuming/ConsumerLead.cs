using Microsoft.Extensions.Logging;

namespace Servepath.Serving.Changes;

/// <inheritdoc cref="IConsumerLead"/>
internal sealed class ConsumerLead(ConsumerLocks locks, TimeProvider time, ILogger<ConsumerLead> logger) : IConsumerLead
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    public async Task RunAsync(string group, Func<CancellationToken, Task> work, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = Between;
            try
            {
                if (await locks.TryTakeAsync(group, stopping) is { } lost)
                {
                    await WorkAsync(group, work, lost, stopping);
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                logger.NotLeading(group, failure.Message);
                pause = AfterFailure;
            }

            await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(string group, Func<CancellationToken, Task> work, CancellationToken lost, CancellationToken stopping)
    {
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(lost, stopping);
        logger.Leading(group);
        try
        {
            await work(linked.Token);
        }
        finally
        {
            if (lost.IsCancellationRequested && !stopping.IsCancellationRequested)
            {
                logger.LeadLost(group);
            }

            await locks.ReleaseAsync(group);
        }
    }
}
