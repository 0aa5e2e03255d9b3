using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Inventory;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Contract.Domains.Inventory;

public sealed class ReservationTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    private static readonly DateTimeOffset Until = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly Reservations reservations = new();

    [Fact]
    public async Task Units_are_taken_all_or_none_and_given_back_once()
    {
        await SetAsync("all", "columbus", 5);
        await SetAsync("all", "reno", 1);

        (await ReserveAsync("r-all", new("all", "columbus", 3), new("all", "reno", 2))).Should().BeFalse("reno has one");
        (await QuantityAsync("all")).Should().Be(6);
        (await ReserveAsync("r-all", new("all", "reno", 1), new("all", "columbus", 3))).Should().BeTrue();
        (await QuantityAsync("all")).Should().Be(2);
        await ReleaseAsync("r-all");
        await ReleaseAsync("r-all");
        (await QuantityAsync("all")).Should().Be(6);
        (await SumAsync("all")).Should().Be(6);
        (await app.PublishedAsync("all", "stock")).Select(value => Json.TryRead<Stock>(value.Json.Span)!.Quantity).Should().Equal(5, 6, 2, 6);
    }

    [Fact]
    public async Task What_is_sold_can_still_be_given_back_and_what_was_given_back_cannot_be_sold()
    {
        await SetAsync("sold", "columbus", 5);
        await ReserveAsync("r-sold", new ReservedUnits("sold", "columbus", 2));

        (await CommitAsync("r-sold"), await CommitAsync("r-sold")).Should().Be((true, false));
        await ReleaseAsync("r-sold");
        (await CommitAsync("r-sold")).Should().BeFalse();
        (await QuantityAsync("sold")).Should().Be(5);
    }

    [Fact]
    public async Task Stock_that_is_no_longer_counted_or_no_longer_there_gets_nothing_back()
    {
        foreach (var id in new[] { "uncounted", "removed", "counted" })
        {
            await SetAsync(id, "columbus", id == "counted" ? null : 5);
            await ReserveAsync($"r-{id}", new ReservedUnits(id, "columbus", 2));
        }

        await SetAsync("uncounted", "columbus", null);
        await SetAsync("counted", "columbus", 7);
        await app.PostAsync("/api/inventory/stock/remove", new { ids = new[] { "removed" } });
        foreach (var id in new[] { "uncounted", "removed", "counted" })
        {
            await ReleaseAsync($"r-{id}");
        }

        (await QuantityAsync("uncounted"), await SumAsync("uncounted")).Should().Be((null, 0));
        (await SumAsync("removed")).Should().Be(0);
        (await app.PublishedAsync("removed", "stock"))[^1].IsTombstone.Should().BeTrue();
        (await QuantityAsync("counted"), await SumAsync("counted")).Should().Be((7, 7), "what was taken without a movement goes back without one");
    }

    [Fact]
    public async Task Takers_of_the_same_products_in_any_order_wait_for_each_other_and_never_take_what_is_not_there()
    {
        var ids = Enumerable.Range(0, 4).Select(i => $"order-{i}").ToArray();
        foreach (var id in ids)
        {
            await SetAsync(id, "columbus", 10);
        }

        var random = new Random(7);
        var carts = Enumerable.Range(0, 30).Select(_ => ids.OrderBy(_ => random.Next()).Take(3).Select(id => new ReservedUnits(id, "columbus", random.Next(1, 4))).ToArray()).ToArray();
        var taken = await Task.WhenAll(carts.Select((cart, i) => Task.Run(() => ReserveAsync($"r-order-{i}", cart))));

        taken.Should().Contain(true).And.Contain(false);
        foreach (var id in ids)
        {
            var held = carts.Where((_, i) => taken[i]).SelectMany(cart => cart).Where(each => each.Product == id).Sum(each => each.Units);
            (await QuantityAsync(id)).Should().Be(10 - held);
        }
    }

    private OwnerWriter Writer => app.Services.GetRequiredService<OwnerWriters>().For("inventory");

    private async Task<bool> ReserveAsync(string reference, params ReservedUnits[] units) => await Writer.WriteAsync(
        async (transaction, token) =>
        {
            var locked = await reservations.LockAsync(transaction, [.. units.Select(each => each.Product)], token);
            return locked.TryReserve(reference, Until, units);
        },
        CancellationToken.None);

    private async Task<bool> CommitAsync(string reference) => await Writer.WriteAsync(
        (transaction, token) => reservations.CommitAsync(transaction, reference, token), CancellationToken.None);

    private async Task ReleaseAsync(string reference) => await Writer.WriteAsync(
        async (transaction, token) =>
        {
            await reservations.ReleaseAsync(transaction, reference, token);
            return true;
        },
        CancellationToken.None);

    private async Task SetAsync(string id, string centre, int? quantity)
    {
        var (status, answer) = await app.PostAsync("/api/inventory/stock", new[] { new StockSet(id, centre, true, quantity) });
        (status, answer.GetProperty("errors").GetArrayLength()).Should().Be((200, 0), answer.ToString());
    }

    private async Task<int?> QuantityAsync(string id)
    {
        var (_, answer) = await app.SendAsync(HttpMethod.Get, $"/api/inventory/stock/{id}");
        return answer.GetProperty("stock").TryGetProperty("quantity", out var quantity) && quantity.ValueKind == JsonValueKind.Number ? quantity.GetInt32() : null;
    }

    private Task<int> SumAsync(string id) => app.QueryAsync<int>("select coalesce(sum(delta), 0)::int from inventory.movements where product = @id", new { id });
}
