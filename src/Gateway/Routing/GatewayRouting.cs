using Microsoft.AspNetCore.Routing.Matching;
using Servepath.Flags;
using Servepath.Gateway.Console;
using Servepath.Gateway.Routing.Health;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Gateway.Routing.Retrying;
using Servepath.Kernel;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Health;

namespace Servepath.Gateway.Routing;

/// <summary>The face of this room: a request in, the right page's answer out.</summary>
public static class GatewayRouting
{
    /// <summary>Registers what the gateway's host needs.</summary>
    /// <param name="services">The host's services; TimeProvider and logging are there already.</param>
    /// <param name="routes">The pages.</param>
    /// <param name="nodes">The nodes of both clusters.</param>
    /// <param name="connections">How nodes of this process are dialled.</param>
    /// <param name="flags">Which pages are flipped.</param>
    public static IServiceCollection Add(IServiceCollection services, RouteTable routes, NodeAddresses nodes, InProcessConnections connections, IFlagStore flags)
    {
        services.AddSingleton(routes);
        services.AddSingleton(connections);
        services.AddSingleton(flags);
        services.AddSingleton<PageTables>();
        services.AddSingleton<Visitors>();
        services.AddSingleton<RoutingMetrics>();
        services.AddSingleton<RetryBudget>();
        services.AddSingleton<MatcherPolicy, PageMatching>();
        services.AddSingleton(new ProxyRoutes(routes, nodes));
        services.AddSingleton<IProxyConfigProvider>(provider => provider.GetRequiredService<ProxyRoutes>());
        services.AddSingleton<IForwarderHttpClientFactory, NodeHttpClientFactory>();
        services.AddSingleton<IPassiveHealthCheckPolicy, ConsecutiveErrors>();
        services.AddSingleton<IAvailableDestinationsPolicy, NeverTheLast>();
        services.AddSingleton<IStatusSource, NodeStatus>();
        services.AddReverseProxy().AddTransforms(EdgeHeaders.Apply);
        return services;
    }

    /// <summary>Maps every page, and 404 for anything else. The gateway's host has no other endpoints: its port is public.</summary>
    /// <exception cref="ConfigurationException"><c>Gateway:TrustedNetworks</c> has mistakes.</exception>
    public static void Map(WebApplication app)
    {
        var (networks, mistakes) = TrustedNetworks.Read(app.Services.GetRequiredService<IConfiguration>());
        if (mistakes.Count > 0)
        {
            throw new ConfigurationException(mistakes);
        }

        if (networks.Count > 0)
        {
            app.UseForwardedHeaders(TrustedNetworks.Options(networks));
        }

        var pages = ActivatorUtilities.CreateInstance<EdgePages>(app.Services);
        app.Use(next => context => pages.InvokeAsync(context, next));
        app.UseRouting();
        var routes = app.Services.GetRequiredService<ProxyRoutes>();
        app.MapReverseProxy(Pipeline).ConfigureEndpoints((endpoint, route) => endpoint.WithMetadata(routes.Describe(route.RouteId)));

        // Whatever routes.json says, the gateway's own way to its nodes is closed to the outside.
        app.Map("/.node/{**path}", EdgePages.NotFoundAsync);
        app.MapFallback("{**path}", EdgePages.NotFoundAsync);
    }

    private static void Pipeline(IReverseProxyApplicationBuilder proxy)
    {
        var retry = ActivatorUtilities.CreateInstance<RetryOnce>(proxy.ApplicationServices);
        var patience = ActivatorUtilities.CreateInstance<StreamPatience>(proxy.ApplicationServices);
        proxy.Use((context, next) => retry.InvokeAsync(context, next));
        proxy.Use((context, next) => patience.InvokeAsync(context, next));
        proxy.UseLoadBalancing();
        proxy.UsePassiveHealthChecks();
    }
}
