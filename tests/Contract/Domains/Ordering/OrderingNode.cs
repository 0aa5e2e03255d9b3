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
    // Many nodes at once, of several test classes, share one server and its hundred connections.
    private const int MostConnections = 4;

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
    /// <param name="mostConnections">Of its pool.</param>
    /// <param name="timeoutSeconds">How long it waits for a connection.</param>
    /// <param name="paymentDeadlineMs">Long by default, so that a busy machine does not leave a payment unanswered that a test wants answered.</param>
    public static OrderingNode Start(
        OwnersApp app, string cluster, TimeProvider time, Action<IServiceCollection>? instead = null, int paymentDeadlineMs = 8000, int mostConnections = MostConnections, int timeoutSeconds = 60)
    {
        var services = new ServiceCollection();
        services.AddLogging()
            .AddSingleton(time)
            .AddSingleton(app.Guards)
            .AddSingleton(app.Services.GetRequiredService<IBlueprint>())
            .AddSingleton(OwnersApp.Configuration(("Ordering:PaymentDeadlineMs", paymentDeadlineMs.ToString(System.Globalization.CultureInfo.InvariantCulture))))
            .AddOwnersDatabase($"{app.ConnectionString};Timeout={timeoutSeconds};Command Timeout=60;Options=-c lock_timeout=30s -c idle_in_transaction_session_timeout=60s", $"tests {cluster}", mostConnections);
        if (cluster == "pipeline")
        {
            services.AddOutboxOnly().AddOrderingPipeline();
        }
        else
        {
            services.AddOutboxOnly().AddOrdering(cluster);
        }

        instead?.Invoke(services);

        // A test kills what it likes: no breaker may hold back what comes after. And a busy machine is no failure: the guards,
        // which exist once their users are made, get all the time there is.
        var node = services.BuildServiceProvider();
        node.GetRequiredService<OrderingDatabase>();
        node.GetRequiredService<IPayments>();
        foreach (var component in new[] { "database", "payment" })
        {
            app.Guards.Set(new(cluster, "ordering", component), SwitchPosition.On);
            app.Guards.Get(new(cluster, "ordering", component), new() { TimeoutMs = 60_000, ConcurrencyLimit = 1000 });
        }

        return new(node);
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

/// <summary>A clock that stands until a test moves it; timers run in real time. Thread-safe.</summary>
public sealed class StandingTime : TimeProvider
{
    // Noon in UTC of today: before every centre's cut-off.
    private long ticks = System.GetUtcNow().UtcDateTime.Date.AddHours(12).Ticks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref ticks, value.UtcTicks);
    }

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Moves it; others may do so at the same time.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref ticks, time.Ticks);
}
