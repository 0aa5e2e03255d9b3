using Servepath.Flags;
using Servepath.Gateway.Routing;
using Servepath.Kernel;

namespace Servepath.Gateway.Flags;

/// <summary>Points critical pages at the one cluster or the other. Thread-safe.</summary>
public sealed class PageFlips(RouteTable routes, IFlagStore flags)
{
    /// <summary>Longest reason, in characters.</summary>
    public const int LongestReason = 200;

    /// <summary>All pages, in the order of routes.json.</summary>
    public IReadOnlyList<PageState> All()
    {
        var snapshot = flags.Current;
        return [.. routes.Pages.Select(page => State(page, snapshot))];
    }

    /// <summary>One page; null when there is none of this name.</summary>
    public PageState? Find(string name) => routes.Find(name) is { } page ? State(page, flags.Current) : null;

    /// <summary>Points <paramref name="name"/> at <paramref name="cluster"/> for every visitor. When it returns, a gateway in this process has swapped its page table; others follow within 300 ms.</summary>
    /// <exception cref="IOException">The data folder cannot be written; nothing has changed.</exception>
    public async Task<Flip> FlipAsync(string name, string cluster, string? reason, CancellationToken cancellationToken)
    {
        if (routes.Find(name) is not { } page)
        {
            return new(FlipOutcome.UnknownPage, $"There is no page '{name}': {string.Join(", ", routes.Pages.Select(known => known.Name))} are.", null, null);
        }

        var before = State(page, flags.Current);
        if (!Clusters.All.Contains(cluster))
        {
            return new(FlipOutcome.UnknownCluster, $"There is no cluster '{cluster}': {string.Join(", ", Clusters.All)} are.", before, before);
        }

        if (!page.IsCritical && cluster == Clusters.Critical)
        {
            return new(FlipOutcome.NotCritical, $"The page '{name}' is not critical: it is never sent to csp.", before, before);
        }

        if (reason is { Length: > LongestReason })
        {
            return new(FlipOutcome.BadReason, $"A reason has at most {LongestReason} characters.", before, before);
        }

        if (!page.IsCritical)
        {
            return new(FlipOutcome.Done, $"The page '{name}' always runs on ncsp.", before, before);
        }

        var after = State(page, await flags.SetAsync(page.Flag, cluster == Clusters.Critical, reason, cancellationToken));
        return new(FlipOutcome.Done, $"{name}: {before.Cluster} -> {after.Cluster}", before, after);
    }

    private static PageState State(Page page, FlagSnapshot snapshot)
    {
        if (!page.IsCritical)
        {
            return new(page.Name, page.PathClass, Clusters.NonCritical, 0, FlagSource.Default, null, null);
        }

        var flag = snapshot.Get(page.Flag);
        var cluster = flag.Weight switch
        {
            >= 100 => Clusters.Critical,
            <= 0 => Clusters.NonCritical,
            _ => "both",
        };
        return new(page.Name, page.PathClass, cluster, flag.Weight, flag.Source, flag.Reason, flag.ChangedAt);
    }
}
