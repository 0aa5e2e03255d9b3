using System.Collections.Concurrent;
using System.Diagnostics;
using Servepath.Domains.Ordering;
using Xunit.Abstractions;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>What an open transaction holds back grows with its round trips: they are counted, as Npgsql itself reports them.</summary>
public sealed class RoundTripTests(ShopApp shop, ITestOutputHelper output) : IClassFixture<ShopApp>
{
    private const string LocksProducts = "from inventory.products where id = any";

    [Fact]
    public async Task An_order_is_read_in_four_and_written_in_four_round_trips_and_products_are_locked_for_one_of_them()
    {
        await shop.SellAsync("trips", 1m, 50);
        await shop.SellAsync("trips-too", 1m, 50);
        await OrderAsync("s-trips-warm");

        var statements = await OrderAsync("s-trips");

        foreach (var statement in statements)
        {
            output.WriteLine(statement.ReplaceLineEndings(" "));
        }

        statements.Should().HaveCount(8, "cart, titles, prices and ways are read before the transaction; in it come floors, cart, stock, and all that is written");
        statements.FindIndex(statement => statement.Contains(LocksProducts, StringComparison.Ordinal)).Should().Be(statements.Count - 2, "nothing but the write comes after that lock");
        statements.Take(4).Should().NotContain(statement => statement.Contains("for update", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_form_again_opens_no_transaction()
    {
        await shop.SellAsync("trips-again", 1m, 50);
        var form = await shop.FormAsync("s-again", "trips-again");
        var placed = await shop.Csp.Orders.PlaceAsync(form, CancellationToken.None);

        var statements = await StatementsAsync(() => shop.Csp.Orders.PlaceAsync(form, CancellationToken.None).AsTask());

        placed.OrderId.Should().NotBeNull();
        statements.Should().ContainSingle();
    }

    // A payment that is down is asked once, which is not counted.
    private async Task<List<string>> OrderAsync(string shopper)
    {
        await shop.Csp.Carts.AddAsync(shopper, "trips-too", 1, CancellationToken.None);
        var form = await shop.FormAsync(shopper, "trips", 2, PaymentChoice.Down);
        var statements = await StatementsAsync(async () => (await shop.Csp.Orders.PlaceAsync(form, CancellationToken.None)).OrderId.Should().NotBeNull());
        statements.RemoveAll(statement => statement.Contains("payment_stand_in", StringComparison.Ordinal));
        return statements;
    }

    private static async Task<List<string>> StatementsAsync(Func<Task> act)
    {
        var seen = new ConcurrentQueue<string>();
        using var root = new Activity("counted").Start();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == root.TraceId && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text)
                {
                    seen.Enqueue(text);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await act();
        return [.. seen];
    }
}
