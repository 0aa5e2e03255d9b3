using Servepath.Domains.Ordering;
using Servepath.Domains.Shelves;
using Servepath.Kernel;
using Servepath.Pages.Search;
using Servepath.Postgres;
using Servepath.Redis;
using Servepath.Serving.Caching;
using Servepath.Serving.Changes;
using Servepath.Serving.Storage;

namespace Servepath.Gateway.Hosting;

/// <summary>
/// What carries changes to the right: the storage writer, and for each cluster apart an invalidator, a realtime writer,
/// a sweep and a keeper; the read models of search and shelves; what brings orders to their end. It listens on nothing.
/// </summary>
internal static class PipelineHost
{
    public const string Name = "pipeline";

    public static WebApplication Build(ProcessParts parts)
    {
        var most = parts.Plan.Limits.Pipeline;
        var builder = parts.NewHost();
        builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, NoServer>();
        builder.Services
            .AddOwnersDatabase(parts.Connection(Connections.Owners), "servepath pipeline", most)
            .AddStorageDatabase(parts.Connection(Connections.Storage), "servepath pipeline storage", most)
            .AddReadModelDatabase(parts.Connection(Connections.ReadModel), "servepath pipeline readmodel", most)
            .AddRedis(Name)
            .AddOutbox()
            .AddChangeLog()
            .AddStorageReading("pipeline")
            .AddStorageWriting()
            .AddShelves()
            .AddOrderingPipeline()
            .AddSearchPipeline();
        foreach (var cluster in Clusters.All)
        {
            builder.Services.AddCachePipeline(cluster);
        }

        var app = builder.Build();
        parts.Caches.Add(Name, app.Services.GetRequiredService<IRedisClients>());
        return app;
    }
}
