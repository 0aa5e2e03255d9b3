using Microsoft.Extensions.Hosting;
using Servepath.Resilience;

namespace Servepath.Pages.Search.Finding;

/// <summary>
/// Lets a node hold the products before its first search, and keeps it near while nobody searches: without it, a search
/// after a large import would have to wait for all of that.
/// </summary>
internal sealed class ProductFollower(ProductFinder finder, IGuard guard, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // What fails here fails again at a search, which says so; the guard counts both.
            await guard.ExecuteAsync(
                static async (finder, token) =>
                {
                    await finder.CatchUpAsync(token);
                    return true;
                },
                finder,
                stoppingToken);
            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
