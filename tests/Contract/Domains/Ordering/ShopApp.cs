using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Servepath.Domains.Catalog;
using Servepath.Domains.Delivery;
using Servepath.Domains.Inventory;
using Servepath.Domains.Ordering;
using Servepath.Domains.Pricing;
using Servepath.Postgres;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>A shop as it runs: the owners, a node of each cluster, and the recovery, each with a pool of its own over one real database.</summary>
public class ShopApp : IAsyncLifetime
{
    private OrderingNode csp = null!;
    private OrderingNode ncsp = null!;
    private OrderingNode pipeline = null!;

    public OwnersApp Owners { get; } = new();

    public StandingTime Time { get; } = new();

    public NpgsqlDataSource Source => Owners.Source;

    /// <summary>By the shop's own clock.</summary>
    public DateOnly Today => DateOnly.FromDateTime(Time.Now.UtcDateTime);

    internal OrderingNode Csp => csp;

    internal OrderingNode Ncsp => ncsp;

    internal OrderingNode Pipeline => pipeline;

    public async Task InitializeAsync()
    {
        await Owners.InitializeAsync();
        csp = Start("csp");
        ncsp = Start("ncsp");
        pipeline = Start("pipeline");
        await PostgresModule.MigrateAsync(pipeline.Services, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await csp.DisposeAsync();
        await ncsp.DisposeAsync();
        await pipeline.DisposeAsync();
        await Owners.DisposeAsync();
    }

    /// <summary>How long nodes of this shop wait for a payment: short for tests whose payments are slow on purpose.</summary>
    public virtual int PaymentDeadlineMs => 8000;

    internal OrderingNode Start(string cluster, Action<IServiceCollection>? instead = null) => OrderingNode.Start(Owners, cluster, Time, instead, PaymentDeadlineMs);

    /// <summary>A node that waits only a moment for a payment.</summary>
    internal OrderingNode StartImpatient(string cluster) => OrderingNode.Start(Owners, cluster, Time, paymentDeadlineMs: 100);

    /// <summary>A node with so many connections, that waits only a moment for one.</summary>
    internal OrderingNode StartSmall(string cluster, int mostConnections) =>
        OrderingNode.Start(Owners, cluster, Time, paymentDeadlineMs: PaymentDeadlineMs, mostConnections: mostConnections, timeoutSeconds: 1);

    /// <summary>Puts a product on sale over the owners' own write APIs.</summary>
    /// <param name="id">Its id, and part of its title.</param>
    /// <param name="pay">In USD.</param>
    /// <param name="stock">In columbus; null for stock without a count.</param>
    public async Task SellAsync(string id, decimal pay, int? stock)
    {
        await PostAsync("/api/catalog/products", new[] { new ProductWrite(id, $"Title of {id}", null, null, null, null, "api") });
        await PriceAsync(new(id, "USD", pay, null, null, null));
        await StockAsync(id, "columbus", stock);
        await PostAsync("/api/delivery/products", new[] { new DeliveryProductWrite(id, 0) });
    }

    public Task PriceAsync(PriceWrite price) => PostAsync("/api/pricing/prices", new[] { price });

    public Task StockAsync(string id, string centre, int? quantity) =>
        PostAsync("/api/inventory/stock", new[] { new StockSet(id, centre, quantity is null or > 0, quantity) });

    public async Task PostAsync<T>(string path, T body)
    {
        var (status, answer) = await Owners.PostAsync(path, body);
        status.Should().Be(200, answer.ToString());
        if (answer.ValueKind == System.Text.Json.JsonValueKind.Object && answer.TryGetProperty("errors", out var errors))
        {
            errors.GetArrayLength().Should().Be(0, answer.ToString());
        }
    }

    public async Task CapacityAsync(string centre, DateOnly day, int? capacity)
    {
        var (status, answer) = await Owners.SendAsync(
            HttpMethod.Put, $"/api/delivery/centres/{centre}/days/{day:yyyy-MM-dd}", capacity is null ? "{}" : $$"""{ "capacity": {{capacity}} }""");
        status.Should().Be(200, answer.ToString());
    }

    /// <summary>Lets the recovery do all that is due now.</summary>
    public async Task RecoverAsync()
    {
        while (await pipeline.Recovery.StepAsync(CancellationToken.None) > 0)
        {
        }
    }

    public async Task<T> QueryAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Source.OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, parameters);
    }

    /// <summary>What the centres have of a product, by Inventory's table.</summary>
    public Task<int> OnHandAsync(string id) =>
        QueryAsync<int>("select coalesce(sum(quantity), 0)::int from inventory.stock where product = @id", new { id });

    /// <summary>What was sold of a product, by what was published last.</summary>
    public async Task<long> SoldAsync(string id) =>
        (await Owners.PublishedAsync(id, Sales.Group)) is [.., var last] ? Kernel.Json.TryRead<Sales>(last.Json.Span)!.Units : 0;

    /// <summary>Parcels of open orders, by Delivery's table.</summary>
    public Task<int> BookedAsync(string centre) =>
        QueryAsync<int>("select coalesce(sum(booked), 0)::int from delivery.days where centre = @centre", new { centre });

    /// <summary>A cart with one product, and the order form that its shopper saw.</summary>
    internal async Task<OrderRequest> FormAsync(string shopper, string id, int quantity = 1, PaymentChoice payment = PaymentChoice.Accept, string region = "northeast")
    {
        (await csp.Carts.SetAsync(shopper, id, quantity, CancellationToken.None)).Should().Be(CartAnswer.Done);
        return await FormAsync(shopper, payment, region);
    }

    internal async Task<OrderRequest> FormAsync(string shopper, PaymentChoice payment = PaymentChoice.Accept, string region = "northeast")
    {
        var checkout = await csp.Orders.PrepareAsync(shopper, region, CancellationToken.None);
        return new(shopper, Guid.NewGuid().ToString("N"), region, "1 Main Street", payment, checkout.Agreed);
    }

    /// <summary>Sends the form, to a node of CSP unless another is given.</summary>
    internal Task<PlacedOrder> PlaceAsync(OrderRequest form, OrderingNode? node = null) => (node ?? csp).Orders.PlaceAsync(form, CancellationToken.None).AsTask();

    internal async Task<IReadOnlyList<CartLine>> CartAsync(string shopper) => (await ncsp.Carts.ReadAsync(shopper, CancellationToken.None)).Lines;

    internal async Task<Order> ReadAsync(OrderRequest request, PlacedOrder placed) =>
        (await ncsp.Orders.ReadAsync(request.Shopper, placed.OrderId!, CancellationToken.None))!;
}

/// <summary>A shop whose nodes wait only a moment for payments, so that many slow ones fit into a test.</summary>
public sealed class ImpatientShopApp : ShopApp
{
    public override int PaymentDeadlineMs => 100;
}
