using System.Net;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Feeds;
using Servepath.Domains.Inventory;
using Servepath.Domains.Pricing;
using Servepath.Domains.Reviews;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Gateway.Hosting;

/// <summary>The domains' write APIs and ingest: a host, port and pool of its own, on loopback, behind the owners' key.</summary>
internal static class OwnersHost
{
    public const string Name = "owners";

    // Owners of groups, as appsettings/domains names them, that write from within: nobody overwrites their versions over ingest.
    private static readonly string[] BuiltInOwners = ["catalog", "pricing", "inventory", "delivery", "reviews", "shelves", "ordering"];

    public static WebApplication Build(ProcessParts parts)
    {
        var most = parts.Plan.Limits.Owners;
        var builder = parts.NewHost();
        builder.Listen(IPAddress.Loopback, parts.Options.OwnersPort);
        builder.Services
            .AddOwnersDatabase(parts.Connection(Connections.Owners), "servepath owners", most)
            .AddOutbox()
            .AddCatalog()
            .AddPricing()
            .AddInventory()
            .AddDelivery()
            .AddReviews();
        foreach (var owner in BuiltInOwners)
        {
            builder.Services.AddBuiltInOwner(owner);
        }

        if (parts.Options.Demo && parts.Options.Roles == Roles.All)
        {
            builder.Services.AddSingleton(parts.Owners).AddDemoWriter();
        }

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapIngest(parts.OwnersKey);
        app.MapCatalog(parts.OwnersKey);
        app.MapPricing(parts.OwnersKey);
        app.MapInventory(parts.OwnersKey);
        app.MapDelivery(parts.OwnersKey);
        app.MapReviews(parts.OwnersKey);
        return app;
    }
}
