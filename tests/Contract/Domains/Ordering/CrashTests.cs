using Servepath.Domains.Ordering;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>
/// Every crash point: each way of an order is gone again and again, and the node that goes it dies at step 1, 2, 3 … until it
/// comes through. After each death the shopper sends the same form to the other node, the recovery does what is due, and the
/// books must add up.
/// </summary>
public sealed class CrashTests(ShopApp shop) : IClassFixture<ShopApp>
{
    private const int MostSteps = 60;

    [Fact]
    public Task An_order_that_is_paid_comes_to_one_order_wherever_its_node_dies() => DieEverywhereAsync(
        "paid",
        PaymentChoice.Accept,
        (node, form) => PlaceAsync(node, form),
        form => PlaceAsync(shop.Ncsp, form),
        OrderState.Confirmed);

    [Fact]
    public Task An_order_whose_payment_is_refused_gives_all_back_wherever_its_node_dies() => DieEverywhereAsync(
        "refused",
        PaymentChoice.Refuse,
        (node, form) => PlaceAsync(node, form),
        form => PlaceAsync(shop.Ncsp, form),
        OrderState.PaymentRefused);

    [Fact]
    public Task An_order_that_is_cancelled_gives_all_back_wherever_its_node_dies() => DieEverywhereAsync(
        "cancelled",
        PaymentChoice.Accept,
        async (node, form) => await node.Orders.CancelAsync(form.Shopper, (await PlaceAsync(node, form))!, CancellationToken.None),
        async form => await shop.Ncsp.Orders.CancelAsync(form.Shopper, (await PlaceAsync(shop.Ncsp, form))!, CancellationToken.None),
        OrderState.Cancelled);

    [Fact]
    public Task An_order_that_is_paid_at_the_second_try_is_sold_once_wherever_its_node_dies() => DieEverywhereAsync(
        "again",
        PaymentChoice.Down,
        async (node, form) => await node.Orders.PayAsync(form.Shopper, (await PlaceAsync(node, form))!, PaymentChoice.Accept, CancellationToken.None),
        async form => await shop.Ncsp.Orders.PayAsync(form.Shopper, (await PlaceAsync(shop.Ncsp, form))!, PaymentChoice.Accept, CancellationToken.None),
        OrderState.Confirmed);

    [Fact]
    public async Task An_order_that_expires_gives_all_back_wherever_the_recovery_dies()
    {
        await shop.SellAsync("expired", 4m, 3);
        for (var step = 1; ; step++)
        {
            step.Should().BeLessThan(MostSteps);
            var form = await shop.FormAsync($"s-expired-{step}", "expired", 2, PaymentChoice.Down);
            var placed = await PlaceAsync(shop.Csp, form);
            shop.Time.Now += TimeSpan.FromMinutes(16);
            var saboteur = new Saboteur(step);
            await using (var pipeline = shop.Start("pipeline", saboteur.Into))
            {
                await UntilDeathAsync(async () => await RecoverAsync(pipeline));
            }

            // Claims of the dead run out.
            shop.Time.Now += TimeSpan.FromMinutes(1);
            await shop.RecoverAsync();

            (await shop.ReadAsync(form, new(placed, [], null))).State.Should().Be(OrderState.Expired, $"it died {saboteur.Died}");
            (await shop.OnHandAsync("expired")).Should().Be(3, $"it died {saboteur.Died}");
            await Books.CheckAsync(shop);
            if (!saboteur.IsDead)
            {
                step.Should().BeGreaterThan(6, "there were steps at which it died");
                return;
            }
        }
    }

    private async Task DieEverywhereAsync(
        string product, PaymentChoice payment, Func<OrderingNode, OrderRequest, Task> way, Func<OrderRequest, Task> again, OrderState end)
    {
        await shop.SellAsync(product, 4m, 1000);
        for (var step = 1; ; step++)
        {
            step.Should().BeLessThan(MostSteps);
            var (before, sold) = (await shop.OnHandAsync(product), await shop.SoldAsync(product));
            var form = await shop.FormAsync($"s-{product}-{step}", product, 2, payment);
            var saboteur = new Saboteur(step);
            await using (var node = shop.Start("csp", saboteur.Into))
            {
                await UntilDeathAsync(() => way(node, form));
            }

            await Books.CheckAsync(shop, settled: false);
            await again(form);
            shop.Time.Now += TimeSpan.FromMinutes(1);
            await shop.RecoverAsync();

            var orders = await shop.Csp.Orders.ListAsync(form.Shopper, 1, 10, CancellationToken.None);
            orders.Should().ContainSingle($"the same form is one order though it died {saboteur.Died}").Which.State.Should().Be(end, $"it died {saboteur.Died}");
            var taken = end == OrderState.Confirmed ? 2 : 0;
            (await shop.OnHandAsync(product), await shop.SoldAsync(product)).Should().Be((before - taken, sold + taken), $"it died {saboteur.Died}");
            await Books.CheckAsync(shop);
            if (!saboteur.IsDead)
            {
                step.Should().BeGreaterThan(6, "there were steps at which it died");
                return;
            }
        }
    }

    private static async Task<string?> PlaceAsync(OrderingNode node, OrderRequest form) => (await node.Orders.PlaceAsync(form, CancellationToken.None)).OrderId;

    private static async Task RecoverAsync(OrderingNode pipeline)
    {
        while (await pipeline.Recovery.StepAsync(CancellationToken.None) > 0)
        {
        }
    }

    // What a shopper sees of a death is an error or a page that never comes; what matters is what is found afterwards.
    private static async Task UntilDeathAsync(Func<Task> way)
    {
        try
        {
            await way();
        }
        catch (Exception exception) when (exception is NodeDiedException or OrderingUnavailableException or Npgsql.NpgsqlException or ArgumentNullException or InvalidOperationException)
        {
        }
    }
}
