using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Domains.Delivery;
using Servepath.Kernel;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Domains.Delivery;

public sealed class DeliveryTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    private static readonly DateOnly Later = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(20);

    [Fact]
    public async Task A_product_is_published_with_its_lanes_and_the_same_again_is_not()
    {
        var (_, first) = await RegisterAsync(("lanes", 2), ("bad id", 0), ("late", 61));
        var (_, again) = await RegisterAsync(("lanes", 2));
        await RegisterAsync(("lanes", 3));

        (first.GetProperty("written").GetInt32(), again.GetProperty("changed").GetInt32()).Should().Be((1, 0));
        first.GetProperty("errors").GetArrayLength().Should().Be(2);
        var published = await app.PublishedAsync("lanes", "delivery");
        published.Select(value => value.Version).Should().Equal(1, 2);
        var options = Read(published[0]);
        options.Regions.Keys.Should().BeEquivalentTo("northeast", "southeast", "midwest", "southwest", "west", "alaska");
        options.Regions["alaska"].Should().ContainSingle().Which.Should().BeEquivalentTo(
            new DeliveryLane("reno", "America/Los_Angeles", new(17, 0), 3, 6, []), "centre and product handle it one after the other");
    }

    [Fact]
    public async Task Bookings_fill_a_day_and_never_more_than_it_holds()
    {
        await CapacityAsync("dallas", Later, 10);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => BookAsync(new("dallas", Later, 3, null))));
        var (full, day) = await BookAsync(new("dallas", Later, 1, "last"));
        var (again, same) = await BookAsync(new("dallas", Later, 1, "last"));
        var (taken, _) = await BookAsync(new("dallas", Later, 2, "last"));
        var (over, problem) = await BookAsync(new("dallas", Later, 1, null));
        var (back, freed) = await BookAsync(new("dallas", Later, -10, null));
        var (below, _) = await BookAsync(new("dallas", Later, -1, null));

        answers.Count(answer => answer.Status == 200).Should().Be(3);
        (full, again, taken, over, back, below).Should().Be((200, 200, 409, 409, 200, 409));
        day.GetProperty("full").GetBoolean().Should().BeTrue();
        same.ToString().Should().Be(day.ToString());
        problem.GetProperty("detail").GetString().Should().Contain("10 of 10 booked");
        freed.GetProperty("booked").GetInt32().Should().Be(0);
    }

    [Fact]
    public async Task A_day_that_turns_full_or_free_publishes_every_product_anew_in_short_steps_also_after_a_restart()
    {
        var ids = Enumerable.Range(0, 450).Select(i => $"many-{i:000}").ToArray();
        await RegisterAsync([.. ids.Select(id => (id, 1))]);
        await DrainAsync();
        var before = (await app.PublishedAsync(ids[449], "delivery"))[^1].Version;

        await CapacityAsync("reno", Later, 0);
        (await NewPass().StepAsync(CancellationToken.None))!.Began.Should().BeTrue();
        await DrainAsync(); // another instance, as after a restart, goes on where that one stopped

        foreach (var id in new[] { ids[0], ids[199], ids[200], ids[449] })
        {
            var published = await app.PublishedAsync(id, "delivery");
            published[^1].Version.Should().Be(before + 1, "a pass publishes each product once");
            Read(published[^1]).Regions["alaska"][0].FullDays.Should().Equal(Later);
        }

        await CapacityAsync("reno", Later, null);
        await DrainAsync();
        Read((await app.PublishedAsync(ids[449], "delivery"))[^1]).Regions["alaska"][0].FullDays.Should().BeEmpty();
        (await NewPass().StepAsync(CancellationToken.None)).Should().BeNull("nothing more is asked for");
    }

    [Fact]
    public async Task A_booking_that_leaves_room_publishes_nothing()
    {
        await RegisterAsync(("calm", 0));
        await DrainAsync();
        await CapacityAsync("columbus", Later, 100);
        await BookAsync(new("columbus", Later, 99, null));

        (await NewPass().IsAskedForAsync(CancellationToken.None)).Should().BeFalse();
    }

    [Fact]
    public async Task A_changed_plan_publishes_every_product_anew_and_an_unchanged_one_does_not()
    {
        await RegisterAsync(("plan", 0));
        await DrainAsync();
        var changed = DeliveryModule.ReadNetwork(OwnersApp.Configuration(("Delivery:Lanes:11:CarrierDays", "9")));

        (await NewPass().AskIfPlanChangedAsync(CancellationToken.None)).Should().BeFalse();
        (await NewPass(changed).AskIfPlanChangedAsync(CancellationToken.None)).Should().BeTrue();
        await DrainAsync(changed);
        Read((await app.PublishedAsync("plan", "delivery"))[^1]).Regions["alaska"][0].CarrierDays.Should().Be(9);
        await NewPass().AskIfPlanChangedAsync(CancellationToken.None);
        await DrainAsync();
    }

    [Fact]
    public async Task The_worker_runs_what_is_asked_for_at_once()
    {
        await RegisterAsync(("worker", 0));
        using var signal = new RepublishSignal();
        using var worker = new Republisher(NewPass(), signal, TimeProvider.System, NullLogger<Republisher>.Instance);
        await worker.StartAsync(CancellationToken.None);
        try
        {
            await CapacityAsync("reno", Later.AddDays(1), 0);
            await Probe.UntilAsync("the product names the full day", async () =>
                Read((await app.PublishedAsync("worker", "delivery"))[^1]).Regions["west"].Any(lane => lane.FullDays.Contains(Later.AddDays(1))));
        }
        finally
        {
            await CapacityAsync("reno", Later.AddDays(1), null);
            await worker.StopAsync(CancellationToken.None);
            await DrainAsync();
        }
    }

    [Fact]
    public async Task A_removed_product_is_a_tombstone_and_no_pass_brings_it_back()
    {
        await RegisterAsync(("leaves", 0));
        await app.PostAsync("/api/delivery/products/remove", new { ids = new[] { "leaves" } });
        await CapacityAsync("dallas", Later.AddDays(2), 0);
        await DrainAsync();

        (await app.PublishedAsync("leaves", "delivery"))[^1].IsTombstone.Should().BeTrue();
    }

    [Theory]
    [InlineData("""{ "centre": "atlantis", "day": "2020-01-01", "count": 0 }""", "atlantis")]
    [InlineData("""{ "centre": "reno", "day": "2020-01-01", "count": 1 }""", "today")]
    [InlineData("""{ "centre": "reno", "day": "tomorrow", "count": 1 }""", "day")]
    public async Task A_booking_that_is_none_is_refused_with_the_reason(string body, string reason)
    {
        var (status, problem) = await app.SendAsync(HttpMethod.Post, "/api/delivery/bookings", body);

        status.Should().Be(400);
        problem.GetProperty("detail").GetString().Should().Contain(reason);
    }

    private static DeliveryOptions Read(GroupValue value) => Json.TryRead<DeliveryOptions>(value.Json.Span)!;

    private Task<(int Status, JsonElement Body)> RegisterAsync(params (string Id, int Days)[] products) =>
        app.PostAsync("/api/delivery/products", products.Select(product => new DeliveryProductWrite(product.Id, product.Days)));

    private Task<(int Status, JsonElement Body)> BookAsync(DeliveryBooking booking) => app.PostAsync("/api/delivery/bookings", booking);

    private async Task CapacityAsync(string centre, DateOnly day, int? capacity)
    {
        var (status, answer) = await app.SendAsync(
            HttpMethod.Put, $"/api/delivery/centres/{centre}/days/{day:yyyy-MM-dd}", capacity is null ? "{}" : $$"""{ "capacity": {{capacity}} }""");
        status.Should().Be(200, answer.ToString());
    }

    private Republishing NewPass(DeliveryNetwork? network = null) =>
        new(app.Services.GetRequiredService<OwnerWriters>().For("delivery"), network ?? app.Services.GetRequiredService<DeliveryNetwork>());

    private async Task DrainAsync(DeliveryNetwork? network = null)
    {
        if (network is null)
        {
            await NewPass().AskIfPlanChangedAsync(CancellationToken.None);
        }

        while (await NewPass(network).StepAsync(CancellationToken.None) is not null)
        {
        }
    }
}
