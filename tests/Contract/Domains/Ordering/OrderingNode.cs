using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Domains.Ordering;
using Servepath.Postgres;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>Ordering as one process has it, with a pool of its own: a node, or the pipeline with its recovery.</summary>
internal sealed class OrderingNode : IAsyncDisposable
{
    private readonly ServiceProvider services;

    private OrderingNode(ServiceProvider services) => this.services = services;

    public ICarts Carts => services.GetRequiredService<ICarts>();

    public IOrders Orders => services.GetRequiredService<IOrders>();

    public OrderRecovery Recovery => services.GetRequiredService<OrderRecovery>();

    public IPayments Payments => services.GetRequiredService<IPayments>();

    public IServiceProvider Services => services;

    /// <summary>A node of <paramref name="cluster"/>; <c>pipeline</c> gives the pipeline.</summary>
    /// <param name="app">The owners, and the database.</param>
    /// <param name="cluster">csp, ncsp or pipeline.</param>
    /// <param name="time">The clock that all of them share.</param>
    /// <param name="instead">What a test puts in the place of something.</param>
    public static OrderingNode Start(OwnersApp app, string cluster, TimeProvider time, Action<IServiceCollection>? instead = null)
    {
        var services = new ServiceCollection();
        services.AddLogging()
            .AddSingleton(time)
            .AddSingleton(app.Guards)
            .AddSingleton(app.Services.GetRequiredService<IBlueprint>())
            .AddSingleton(OwnersApp.Configuration())
            .AddOwnersDatabase(app.ConnectionString, $"tests {cluster}", 10);
        if (cluster == "pipeline")
        {
            services.AddOutboxOnly().AddOrderingPipeline();
        }
        else
        {
            services.AddOutboxOnly().AddOrdering(cluster);
        }

        instead?.Invoke(services);

        // A test kills what it likes: no breaker may hold back what comes after.
        app.Guards.Set(new(cluster, "ordering", "database"), SwitchPosition.On);
        app.Guards.Set(new(cluster, "ordering", "payment"), SwitchPosition.On);
        return new(services.BuildServiceProvider());
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>A clock that stands until a test moves it; timers run in real time.</summary>
public sealed class StandingTime : TimeProvider
{
    /// <summary>Noon in UTC of today: before every centre's cut-off.</summary>
    public DateTimeOffset Now { get; set; } = new(System.GetUtcNow().UtcDateTime.Date.AddHours(12), TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
