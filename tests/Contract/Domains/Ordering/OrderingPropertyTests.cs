using Xunit.Abstractions;

namespace Servepath.Tests.Contract.Domains.Ordering;

/// <summary>
/// Whatever happens, in whatever order and at once: at the end every ledger adds up and no unit was sold twice. A failure names
/// its seed; <c>SERVEPATH_TEST_SEED</c> runs that one plan again.
/// </summary>
public sealed class OrderingPropertyTests(ImpatientShopApp shop, ITestOutputHelper output) : IClassFixture<ImpatientShopApp>
{
    [Fact]
    public Task Every_ledger_adds_up_after_carts_orders_cancellations_expiries_deaths_and_movements_at_once() => RunAsync(histories: 3, rounds: 40);

    [Fact]
    [Trait("cost", "long")]
    public Task Every_ledger_adds_up_after_long_histories() => RunAsync(histories: 40, rounds: 120);

    private async Task RunAsync(int histories, int rounds)
    {
        var deaths = 0;
        var given = Environment.GetEnvironmentVariable("SERVEPATH_TEST_SEED");
        for (var i = 0; i < (given is null ? histories : 1); i++)
        {
            var seed = given is null ? Random.Shared.Next(1, 1_000_000_000) : int.Parse(given, System.Globalization.CultureInfo.InvariantCulture);
            var history = new OrderingHistory(shop, seed);
            try
            {
                await history.RunAsync(rounds);
                await history.CheckAsync();
            }
            catch (Exception exception)
            {
                throw new Xunit.Sdk.XunitException($"SERVEPATH_TEST_SEED={seed}: {exception}");
            }

            var orders = await shop.QueryAsync<(int All, int Confirmed, int Cancelled, int Refused, int Expired)>(
                """
                select count(*)::int, (count(*) filter (where state = 'confirmed'))::int, (count(*) filter (where state = 'cancelled'))::int,
                    (count(*) filter (where state = 'payment_refused'))::int, (count(*) filter (where state = 'expired'))::int
                from ordering.orders where shopper like @shoppers
                """,
                new { shoppers = $"h{seed}-%" });
            output.WriteLine($"seed {seed}: {orders.All} orders: {orders.Confirmed} confirmed, {orders.Cancelled} cancelled, {orders.Refused} refused, {orders.Expired} expired; {history.Questions} questions, {history.Others} keys with another body, {history.Deaths} deaths");
            orders.All.Should().BeGreaterThan(rounds / 4, $"a history without orders says nothing (seed {seed})");
            deaths += history.Deaths;
        }

        deaths.Should().BeGreaterThan(given is null ? histories : -1, "nodes died on the way");
    }
}
