using System.Collections.Concurrent;
using Servepath.Domains.Inventory;
using Servepath.Domains.Ordering;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>
/// One random history of a shop: rounds of things that happen at once on two nodes, two recoveries and the owners' own APIs, all
/// drawn from one seed. The plan is the same for the same seed; how its parts interleave is up to the machine.
/// </summary>
internal sealed class OrderingHistory(ShopApp shop, int seed)
{
    private const int Products = 4;
    private const int Shoppers = 5;
    private const int MostAtOnce = 6;
    private const int MostSteps = 14;

    private readonly Random random = new(seed);
    private readonly ConcurrentDictionary<string, (OrderRequest Form, ConcurrentBag<string> Orders)> forms = new(StringComparer.Ordinal);
    private readonly int[] moved = new int[Products];
    private readonly string[] products = [.. Enumerable.Range(0, Products).Select(i => $"h{seed}-{i}")];

    private int deaths;
    private int questions;
    private int others;

    public int Deaths => deaths;

    public int Questions => questions;

    /// <summary>Keys that came again with another body.</summary>
    public int Others => others;

    public async Task RunAsync(int rounds)
    {
        for (var i = 0; i < Products; i++)
        {
            await shop.SellAsync(products[i], 1 + i, moved[i] = random.Next(3, 40));
            var reno = random.Next(0, 10);
            await shop.StockAsync(products[i], "reno", reno);
            moved[i] += reno;
        }

        await shop.CapacityAsync("columbus", DateOnly.FromDateTime(shop.Time.Now.UtcDateTime), random.Next(5, 40));
        for (var round = 0; round < rounds; round++)
        {
            // Drawn before anything of the round begins, so that the plan does not depend on how it goes.
            var steps = Enumerable.Range(0, random.Next(1, MostAtOnce + 1)).Select(_ => Draw()).ToArray();
            await Task.WhenAll(steps.Select(step => Task.Run(step)));
        }
    }

    /// <summary>Lets all that waits come to its end, and compares the books.</summary>
    public async Task CheckAsync()
    {
        shop.Time.Pass(TimeSpan.FromMinutes(20));
        await shop.RecoverAsync();
        shop.Time.Pass(TimeSpan.FromMinutes(1));
        await shop.RecoverAsync();
        await Books.CheckAsync(shop);
        for (var i = 0; i < Products; i++)
        {
            (await shop.OnHandAsync(products[i]) + await shop.SoldAsync(products[i])).Should().Be(moved[i], "what came in is on hand or sold");
        }

        foreach (var (key, (_, orders)) in forms)
        {
            orders.Distinct().Count().Should().BeLessThanOrEqualTo(1, $"the form {key} is one order");
        }

        (await shop.QueryAsync<int>("select count(*)::int from ordering.orders where state = 'awaiting_payment'")).Should().Be(0, "everything comes to an end");
    }

    private Func<Task> Draw()
    {
        var (shopper, product, number, node) = ($"h{seed}-{random.Next(Shoppers)}", random.Next(Products), random.Next(1, 5), random.Next(2) == 0 ? shop.Csp : shop.Ncsp);
        var (other, payment, which, region) = (node == shop.Csp ? shop.Ncsp : shop.Csp, DrawPayment(), random.Next(100), random.Next(3) == 0 ? "west" : "northeast");
        var death = random.Next(1, MostSteps);
        return random.Next(100) switch
        {
            < 22 => () => node.Carts.AddAsync(shopper, products[product], number, CancellationToken.None).AsTask(),
            < 26 => () => node.Carts.SetAsync(shopper, products[product], number - 1, CancellationToken.None).AsTask(),
            < 48 => () => OrderAsync(shopper, region, payment, products[product], node, other),
            < 56 => () => OrderOnDyingNodeAsync(shopper, region, payment, products[product], death, other),
            < 60 => () => ReplayAsync(which, node, "1 Main Street"),
            < 62 => () => ReplayAsync(which, node, "2 Main Street"),
            < 72 => () => WithOrderAsync(shopper, which, node, order => node.Orders.CancelAsync(shopper, order, CancellationToken.None).AsTask()),
            < 78 => () => WithOrderAsync(shopper, which, node, order => node.Orders.PayAsync(shopper, order, payment, CancellationToken.None).AsTask()),
            < 84 => () => MoveAsync(product, which % 12 - 4),
            < 88 => () => shop.PriceAsync(new(products[product], "USD", number, null, null, null)),
            < 91 => () => RecoverOnDyingNodeAsync(death),
            < 96 => () => shop.Pipeline.Recovery.StepAsync(CancellationToken.None).AsTask(),
            _ => () => { shop.Time.Pass(TimeSpan.FromMinutes(number)); return Task.CompletedTask; },
        };
    }

    private PaymentChoice DrawPayment() => random.Next(10) switch { < 6 => PaymentChoice.Accept, < 7 => PaymentChoice.Refuse, < 8 => PaymentChoice.Slow, _ => PaymentChoice.Down };

    // A double click that reaches two nodes at once.
    private async Task OrderAsync(string shopper, string region, PaymentChoice payment, string product, OrderingNode node, OrderingNode other)
    {
        var form = await FormAsync(shopper, region, payment, product, node);
        await Task.WhenAll(PlaceAsync(form, node), PlaceAsync(form, other));
    }

    private async Task OrderOnDyingNodeAsync(string shopper, string region, PaymentChoice payment, string product, int step, OrderingNode other)
    {
        var form = await FormAsync(shopper, region, payment, product, other);
        var saboteur = new Saboteur(step);
        await using (var node = shop.Start("csp", saboteur.Into))
        {
            await UntilDeathAsync(() => PlaceAsync(form, node));
        }

        Interlocked.Add(ref deaths, saboteur.IsDead ? 1 : 0);
        await PlaceAsync(form, other);
    }

    private async Task RecoverOnDyingNodeAsync(int step)
    {
        var saboteur = new Saboteur(step);
        await using var pipeline = shop.Start("pipeline", saboteur.Into);
        await UntilDeathAsync(() => pipeline.Recovery.StepAsync(CancellationToken.None).AsTask());
        Interlocked.Add(ref deaths, saboteur.IsDead ? 1 : 0);
    }

    private async Task<OrderRequest> FormAsync(string shopper, string region, PaymentChoice payment, string product, OrderingNode node)
    {
        var checkout = await node.Orders.PrepareAsync(shopper, region, CancellationToken.None);
        foreach (var line in checkout.Lines.Where(line => line.Problem != LineProblem.None))
        {
            // As a shopper would: take what is left.
            await node.Carts.SetAsync(shopper, line.ProductId, Math.Min(line.Available ?? 0, Cart.MostUnits), CancellationToken.None);
        }

        if (!checkout.CanBePlaced)
        {
            await node.Carts.AddAsync(shopper, product, 1, CancellationToken.None);
            checkout = await node.Orders.PrepareAsync(shopper, region, CancellationToken.None);
        }

        var form = new OrderRequest(shopper, Guid.NewGuid().ToString("N"), region, "1 Main Street", payment, checkout.Agreed);
        forms[form.IdempotencyKey] = (form, []);
        return form;
    }

    private async Task PlaceAsync(OrderRequest form, OrderingNode node)
    {
        try
        {
            var placed = await node.Orders.PlaceAsync(form, CancellationToken.None);
            if ((placed.OrderId ?? placed.KeyOf) is { } order)
            {
                forms[form.IdempotencyKey].Orders.Add(order);
                if (placed.KeyOf is not null)
                {
                    Interlocked.Increment(ref others);
                }
            }
            else if (placed.Questions.Count > 0)
            {
                Interlocked.Increment(ref questions);
            }
        }
        catch (OrderingUnavailableException)
        {
            // Said in time: the shopper sends it again, or leaves it.
        }
    }

    // A retry of the gateway's, a reload; or the same key with another body.
    private async Task ReplayAsync(int which, OrderingNode node, string address)
    {
        if (forms.Values.OrderBy(each => each.Form.IdempotencyKey, StringComparer.Ordinal).ToArray() is { Length: > 0 } all)
        {
            await PlaceAsync(all[which % all.Length].Form with { Address = address }, node);
        }
    }

    private static async Task WithOrderAsync(string shopper, int which, OrderingNode node, Func<string, Task> act)
    {
        if (await node.Orders.ListAsync(shopper, 1, 20, CancellationToken.None) is { Count: > 0 } orders)
        {
            await act(orders[which % orders.Count].Id);
        }
    }

    private async Task MoveAsync(int product, int delta)
    {
        if (delta == 0)
        {
            return;
        }

        var (status, _) = await shop.Owners.PostAsync("/api/inventory/movements", new StockMovement(products[product], "columbus", delta, "counted again", null));
        status.Should().BeOneOf([200, 409], "a movement is booked, or refused because there is not so much");
        if (status == 200)
        {
            Interlocked.Add(ref moved[product], delta);
        }
    }

    private static async Task UntilDeathAsync(Func<Task> way)
    {
        try
        {
            await way();
        }
        catch (Exception exception) when (exception is NodeDiedException or OrderingUnavailableException or Npgsql.NpgsqlException or InvalidOperationException)
        {
        }
    }
}
