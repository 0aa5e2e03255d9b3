using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Servepath.Domains.Shelves;

/// <summary>
/// Keeps shelves up to date: after changes, at most once a second, and when a sale begins or ends by the clock.
/// A database that is down is waited for, with backoff and jitter.
/// </summary>
internal sealed class ShelfPublisher(ShelfStore store, ShelfSignal signal, TimeProvider time, ILogger<ShelfPublisher> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (published, next) = await store.PublishAsync(stoppingToken);
                if (published > 0)
                {
                    Log.Published(log, published);
                }

                failures = 0;
                await Task.Delay(Pause, time, stoppingToken);
                await signal.WaitAsync(Until(next), time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                Log.Failed(log, failure);
                var backoff = TimeSpan.FromMilliseconds(Math.Min(200 * Math.Pow(2, failures++), LongestBackoff.TotalMilliseconds));
                await Task.Delay(backoff * (0.5 + Random.Shared.NextDouble()), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private TimeSpan Until(DateTimeOffset? moment)
    {
        var wait = (moment ?? DateTimeOffset.MaxValue) - time.GetUtcNow();

        // Rounded up: timers fire a little early, and the sale would be found not to have begun.
        return wait <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : wait < LongestWait ? wait + TimeSpan.FromMilliseconds(2) : LongestWait;
    }
}
