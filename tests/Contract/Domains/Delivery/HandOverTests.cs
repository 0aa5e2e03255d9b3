using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Delivery;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Contract.Domains.Delivery;

public sealed class HandOverTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    private static readonly DateOnly Later = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(50);

    [Fact]
    public async Task A_day_takes_so_many_parcels_and_a_full_one_takes_none_of_its_order()
    {
        await CapacityAsync("dallas", Later, 3);

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => BookAsync($"o-{i}", new("dallas", Later), new("reno", Later)))));

        taken.Count(each => each).Should().Be(3);
        (await BookedAsync("dallas", Later), await BookedAsync("reno", Later)).Should().Be((3, 3), "an order is booked whole or not at all");
    }

    [Fact]
    public async Task What_was_booked_goes_back_once_and_what_was_not_never_does()
    {
        var day = Later.AddDays(1);
        await BookAsync("once", new HandOver("columbus", day));
        await BookAsync("other", new HandOver("columbus", day));

        await BackAsync("once", new HandOver("columbus", day));
        await BackAsync("once", new HandOver("columbus", day));
        await BackAsync("nobody", new HandOver("columbus", day));

        (await BookedAsync("columbus", day)).Should().Be(1);
    }

    [Fact]
    public async Task A_day_that_an_order_fills_or_frees_asks_for_all_products_to_be_published_anew()
    {
        var day = Later.AddDays(2);
        await CapacityAsync("dallas", day, 1);
        var before = await RequestedAsync();

        await BookAsync("fills", new HandOver("dallas", day));
        var filled = await RequestedAsync();
        await BackAsync("fills", new HandOver("dallas", day));

        (filled - before, await RequestedAsync() - filled).Should().Be((1, 1));
    }

    [Fact]
    public async Task Options_are_those_that_are_published_and_an_unknown_product_needs_no_days_of_its_own()
    {
        var day = Later.AddDays(3);
        await app.PostAsync("/api/delivery/products", new[] { new DeliveryProductWrite("known", 2) });
        await CapacityAsync("reno", day, 0);
        await using var connection = await app.Source.OpenConnectionAsync();

        var options = await HandOvers.ReadOptionsAsync(connection, ["known", "unknown"], app.Time.GetUtcNow(), CancellationToken.None);

        options["known"].Regions["alaska"].Single().Should().BeEquivalentTo(new { Centre = "reno", HandlingDays = 3, CarrierDays = 6 });
        options["unknown"].Regions["alaska"].Single().HandlingDays.Should().Be(1);
        options["known"].Regions["alaska"].Single().FullDays.Should().Contain(day);
    }

    private HandOvers HandOvers => new(app.Services.GetRequiredService<DeliveryNetwork>());

    private OwnerWriter Writer => app.Services.GetRequiredService<OwnerWriters>().For("delivery");

    private async Task<bool> BookAsync(string reference, params HandOver[] handOvers) => await Writer.WriteAsync(
        async (transaction, token) =>
        {
            var booked = await HandOvers.BookAsync(transaction, reference, handOvers, token);
            if (!booked)
            {
                transaction.Abandon();
            }

            return booked;
        },
        CancellationToken.None);

    private async Task BackAsync(string reference, params HandOver[] handOvers) => await Writer.WriteAsync(
        async (transaction, token) =>
        {
            await HandOvers.GiveBackAsync(transaction, reference, handOvers, token);
            return true;
        },
        CancellationToken.None);

    private async Task CapacityAsync(string centre, DateOnly day, int capacity) => (await app.SendAsync(
        HttpMethod.Put, $"/api/delivery/centres/{centre}/days/{day:yyyy-MM-dd}", $$"""{ "capacity": {{capacity}} }""")).Status.Should().Be(200);

    private Task<int> BookedAsync(string centre, DateOnly day) => app.QueryAsync<int>(
        "select coalesce(sum(booked), 0)::int from delivery.days where centre = @centre and day = @day::date", new { centre, day = day.ToString("yyyy-MM-dd") });

    private Task<long> RequestedAsync() => app.QueryAsync<long>("select requested from delivery.network");
}
