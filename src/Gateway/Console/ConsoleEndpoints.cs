using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Flags;
using Servepath.Gateway.Flags;
using Servepath.Gateway.Hosting;
using Servepath.Gateway.Routing;
using Servepath.Http;
using Servepath.Telemetry;

namespace Servepath.Gateway.Console;

/// <summary>The operators' port: probes and metrics for machines, an API with the operator's token for commands.</summary>
internal static class ConsoleEndpoints
{
    /// <summary>
    /// Registers what the endpoints need. The host has registered TimeProvider, IGuards and IBlueprint, and registers
    /// whatever it has of <see cref="IReadinessCheck"/> and <see cref="IStatusSource"/>, such as the gateway's.
    /// </summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, Readiness readiness, RouteTable routes, IFlagStore flags, DomainPlanning planning)
    {
        services.AddSingleton(readiness);
        services.AddSingleton(flags);
        services.AddSingleton(new PageFlips(routes, flags));
        services.AddSingleton(planning);
        services.TryAddSingleton(new CacheViews(static () => []));
        services.AddSingleton<IStatusSource, CachesStatus>();
        services.AddMetricsExport();
        return services;
    }

    /// <summary>Maps everything; only the probes and the metrics answer without <paramref name="operatorToken"/>.</summary>
    public static void Map(IEndpointRouteBuilder endpoints, BearerKey operatorToken)
    {
        Probes.Map(endpoints);
        endpoints.MapMetrics();
        var api = endpoints.MapGroup("/api").RequireKey(operatorToken);
        PagesApi.Map(api);
        SwitchesApi.Map(api);
        DomainsApi.Map(api);
        CachesApi.Map(api);
        StatusApi.Map(api);
        endpoints.MapFallback("{**path}", () => Problems.NotFound("There is no such path", "The console has /livez, /readyz, /metrics and /api/{pages,switches,domains,caches,status}."));
    }
}
