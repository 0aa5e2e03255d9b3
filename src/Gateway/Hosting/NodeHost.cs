using System.Net;
using Servepath.Domains.Catalog;
using Servepath.Domains.Offers;
using Servepath.Domains.Ordering;
using Servepath.Domains.Reviews;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Pages.Search;
using Servepath.Pages.Storefront;
using Servepath.Postgres;
using Servepath.Redis;
using Servepath.Serving.Caching;
using Servepath.Serving.Changes;
using Servepath.Serving.Reading;
using Servepath.Serving.Storage;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// A node of one cluster: pages over its own caches, pools, guards and near cache. It is reached in process, without a
/// socket, and on loopback when it is given a port.
/// </summary>
internal static class NodeHost
{
    public static WebApplication Build(ProcessParts parts, string cluster)
    {
        var limits = parts.Plan.Limits.Nodes[cluster];
        var builder = parts.NewHost();
        builder.WebHost.UseInProcess(parts.InProcess, InProcessName(cluster));
        if (parts.Options.NodePorts.TryGetValue(cluster, out var port))
        {
            builder.Listen(builder.Configuration["Node:ListenOn"] == "any" ? IPAddress.Any : IPAddress.Loopback, port);
        }

        builder.Services
            .AddOwnersDatabase(parts.Connection(Connections.Owners), $"servepath {cluster} owners", limits.MostConnections)
            .AddStorageDatabase(parts.Connection(Connections.Storage), $"servepath {cluster} storage", limits.MostConnections)
            .AddReadModelDatabase(parts.Connection(Connections.ReadModel), $"servepath {cluster} readmodel", limits.MostConnections)
            .AddRedis(cluster)
            .AddStorageReading(cluster)
            .AddRowSource(cluster)
            .AddOffers()
            .AddReading(cluster)
            .AddOutboxOnly()
            .AddProductList(cluster)
            .AddReviewPages(cluster)
            .AddReviewWriting(cluster)
            .AddOrdering(cluster)
            .AddSearchReading(cluster)
            .AddStorefront(cluster)
            .AddPacking();

        var app = builder.Build();

        // Made now and not at their first request, so that their guards are listed and can be switched before it.
        app.Services.GetRequiredService<ISearch>();
        app.Services.GetRequiredService<IProductList>();
        app.Services.GetRequiredService<IReviewPages>();
        parts.Caches.Add(cluster, app.Services.GetRequiredService<IRedisClients>());
        app.Services.GetRequiredService<IReviewWriting>();
        app.Services.GetRequiredService<ICarts>();
        app.Services.GetRequiredService<IOrders>();
        app.Use(new NodeShield($"{cluster}/{limits.Number}", limits.MostRequests, parts.Readiness).InvokeAsync);
        app.UseResponseCompression();
        app.UseExceptionHandler();
        app.MapServing();
        app.MapStorefront();
        return app;
    }

    public static string InProcessName(string cluster) => cluster + "-1";
}
