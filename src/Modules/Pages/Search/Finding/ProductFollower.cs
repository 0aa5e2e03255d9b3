using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Servepath.Resilience;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// Lets a node hold the products before it takes requests, and keeps them near while nobody searches: without it, a search
/// after a start or a large import would have to wait for all of that.
/// </summary>
internal sealed class ProductFollower(ProductFinder finder, IGuard guard, TimeProvider time, ILogger<ProductFollower> logger) : BackgroundService
{
    /// <summary>How long a node that starts waits for its copy. What needs no search must not wait for long.</summary>
    public static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Waits until the products are held; not when the database is away, and not longer than <see cref="LongestStart"/>.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var clock = time.CreateTimer(_ => limit.Cancel(), null, LongestStart, Timeout.InfiniteTimeSpan);

        var begun = time.GetTimestamp();
        GuardOutcome<bool> copied;

        // The first look goes on while who waits for it gives up, and the next wait is for the same.
        do
        {
            copied = await CatchUpAsync(limit.Token);
        }
        while (copied.Failure == GuardFailure.TimedOut && !limit.IsCancellationRequested);

        var ms = (long)time.GetElapsedTime(begun).TotalMilliseconds;
        if (copied.Succeeded)
        {
            Log.Copied(logger, finder.HeldCount, ms);
        }
        else
        {
            Log.NotCopied(logger, ms, copied.Exception?.Message ?? copied.Failure.ToString());
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // What fails here fails again at a search, which says so; the guard counts both.
            await CatchUpAsync(stoppingToken);
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private ValueTask<GuardOutcome<bool>> CatchUpAsync(CancellationToken cancellationToken) => guard.ExecuteAsync(
        static async (finder, token) =>
        {
            await finder.CatchUpAsync(token);
            return true;
        },
        finder,
        cancellationToken);
}
