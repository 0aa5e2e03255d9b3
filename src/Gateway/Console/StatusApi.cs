using Microsoft.AspNetCore.Http.HttpResults;
using Servepath.Flags;
using Servepath.Gateway.Flags;
using Servepath.Gateway.Hosting;
using Servepath.Http;
using Servepath.Resilience;

namespace Servepath.Gateway.Console;

/// <summary>What is up, degraded, flipped or switched, in one answer.</summary>
internal static class StatusApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/status", Read);

    private static JsonHttpResult<Status> Read(
        Readiness readiness, IGuards guards, IFlagStore flags, PageFlips flips, DomainPlanning planning, IEnumerable<IStatusSource> sources, TimeProvider time)
    {
        var parts = sources.SelectMany(source => source.Read()).ToArray();
        var switches = guards.All.Select(SwitchState.Of).ToArray();
        return JsonBody.Answer(new Status(
            time.GetUtcNow(),
            readiness.State,
            parts,
            flips.All(),
            switches.Length,
            [.. switches.Where(state => state.Position != SwitchPosition.Auto || state.Breaker != BreakerState.Closed)],
            [.. flags.Current.Mistakes.Concat(planning().Domains.SelectMany(domain => domain.Mistakes)).Select(mistake => mistake.ToString())]));
    }

    /// <param name="At">When it was read.</param>
    /// <param name="Process">starting, ready or stopping.</param>
    /// <param name="Parts">Nodes, servers, the pipeline.</param>
    /// <param name="Pages">Where each page runs.</param>
    /// <param name="Guards">How many guards there are.</param>
    /// <param name="NotAtRest">Guards that are switched or whose breaker is not closed.</param>
    /// <param name="Mistakes">What is wrong with files that are followed.</param>
    internal sealed record Status(
        DateTimeOffset At,
        string Process,
        IReadOnlyList<StatusLine> Parts,
        IReadOnlyList<PageState> Pages,
        int Guards,
        IReadOnlyList<SwitchState> NotAtRest,
        IReadOnlyList<string> Mistakes);
}
