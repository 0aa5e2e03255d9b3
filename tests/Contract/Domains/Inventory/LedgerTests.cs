using System.Text.Json;
using CsCheck;
using Dapper;
using Npgsql;
using Servepath.Domains.Inventory;
using Servepath.Kernel;

namespace Servepath.Tests.Contract.Domains.Inventory;

public sealed class LedgerTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    [Fact]
    public async Task Stock_that_is_set_is_published_over_all_centres_that_have_it()
    {
        await SetAsync(new("sum", null, true, 3), new("sum", "reno", true, 4), new("sum", "dallas", false, null));

        var stock = await LastAsync("sum");
        stock.Should().BeEquivalentTo(new Stock(true, 7, [new("columbus", 3), new("reno", 4)]));
        (await app.PublishedAsync("sum", "stock")).Should().ContainSingle("three entries of one product are one change");
        await LedgerAddsUpAsync("sum");
    }

    [Fact]
    public async Task Where_one_centre_does_not_count_there_is_no_sum()
    {
        await SetAsync(new("some", "reno", true, null), new("some", "columbus", true, 2));

        (await LastAsync("some")).Should().BeEquivalentTo(new Stock(true, null, [new("columbus", 2), new("reno", null)]));
    }

    [Fact]
    public async Task The_same_stock_again_is_neither_booked_nor_published()
    {
        StockSet[] sets = [new("again", null, true, 3), new("again", "reno", true, null), new("none", null, false, 9)];
        var first = await SetAsync(sets);
        var second = await SetAsync(sets);

        (first.GetProperty("changed").GetInt32(), second.GetProperty("changed").GetInt32()).Should().Be((3, 0));
        (await app.PublishedAsync("again", "stock")).Should().ContainSingle();
        (await LastAsync("none")).Should().BeEquivalentTo(new Stock(false, 0, []));
        (await app.QueryAsync<int>("select count(*)::int from inventory.movements where product = 'again'")).Should().Be(2);
    }

    [Fact]
    public async Task A_movement_below_zero_is_refused_and_says_what_is_there()
    {
        await SetAsync(new StockSet("few", null, true, 2));
        var (status, problem) = await MoveAsync(new("few", null, -3, "sold", null));
        var (never, other) = await MoveAsync(new("never-seen", null, -1, "sold", null));

        (status, never).Should().Be((409, 409));
        problem.GetProperty("detail").GetString().Should().Contain("There are 2 of 'few' in columbus");
        other.GetProperty("detail").GetString().Should().Contain("There are 0");
        (await app.QueryAsync<int>("select count(*)::int from inventory.products where id = 'never-seen'")).Should().Be(0);
        (await LastAsync("few")).Quantity.Should().Be(2);
    }

    [Fact]
    public async Task Nothing_is_booked_against_stock_that_is_not_counted_until_it_is()
    {
        await SetAsync(new StockSet("uncounted", null, true, null));
        var (refused, problem) = await MoveAsync(new("uncounted", null, -1, "sold", null));
        await SetAsync(new StockSet("uncounted", null, true, 5));
        var (booked, answer) = await MoveAsync(new("uncounted", null, -1, "sold", null));

        (refused, booked).Should().Be((409, 200));
        problem.GetProperty("detail").GetString().Should().Contain("set a count first");
        answer.GetProperty("quantity").GetInt32().Should().Be(4);
        await LedgerAddsUpAsync("uncounted");
    }

    [Fact]
    public async Task The_same_reference_is_booked_once_and_answered_alike()
    {
        await SetAsync(new StockSet("once", null, true, 100));
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => MoveAsync(new("once", null, -7, "sold", "order-1"))));
        var (other, _) = await MoveAsync(new("once", null, -8, "sold", "order-1"));
        var (elsewhere, _) = await MoveAsync(new("once-elsewhere", null, 8, "bought", "order-1"));

        answers.Select(answer => answer.Status).Should().OnlyContain(status => status == 200);
        answers.Select(answer => answer.Body.ToString()).Distinct().Should().ContainSingle();
        (other, elsewhere).Should().Be((409, 409));
        (await LastAsync("once")).Quantity.Should().Be(93);
        (await app.PublishedAsync("once-elsewhere", "stock")).Should().BeEmpty();
    }

    [Fact]
    public async Task Removed_stock_is_a_tombstone_with_a_ledger_that_adds_up_to_nothing()
    {
        await SetAsync(new("away", null, true, 5), new("away", "reno", true, null));
        var (_, removed) = await app.PostAsync("/api/inventory/stock/remove", new { ids = new[] { "away", "not-there" } });
        var (read, _) = await app.SendAsync(HttpMethod.Get, "/api/inventory/stock/away");
        await SetAsync(new StockSet("away", null, true, 5));

        removed.GetProperty("changed").GetInt32().Should().Be(1);
        read.Should().Be(404);
        (await app.PublishedAsync("away", "stock")).Select(value => (value.Version, value.IsTombstone)).Should().Equal((1, false), (2, true), (3, false));
        await LedgerAddsUpAsync("away");
    }

    [Fact]
    public async Task The_ledger_cannot_be_rewritten()
    {
        await SetAsync(new StockSet("kept", null, true, 5));

        await FluentActions.Awaiting(() => app.QueryAsync<int>("update inventory.movements set delta = 0 where product = 'kept' returning delta"))
            .Should().ThrowAsync<PostgresException>().WithMessage("*only appended*");
    }

    [Fact]
    public async Task Unknown_centres_and_movements_of_nothing_are_refused()
    {
        var answer = await SetAsync(new("where", "atlantis", true, 1), new("where", null, true, -1), new("where", null, true, 1));
        var (status, problem) = await MoveAsync(new("where", "atlantis", 0, "", ""));

        answer.GetProperty("written").GetInt32().Should().Be(1);
        answer.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString()).Should().Equal("centre", "quantity");
        status.Should().Be(400);
        problem.GetProperty("detail").GetString().Should().ContainAll("columbus, dallas, reno", "delta", "reason", "reference");
    }

    /// <summary>Whatever is moved and set at once: no stock below zero, the ledger adds up, and the last that was published is what is there.</summary>
    [Fact]
    public async Task Concurrent_movements_never_go_below_zero_and_the_ledger_adds_up()
    {
        var step = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[-6, 5].Where(delta => delta != 0), Gen.Int[0, 9]);
        var plans = step.Array[25].Array[6].Single();
        string[] centres = ["columbus", "reno"];
        await Task.WhenAll(plans.Select(async plan =>
        {
            foreach (var (product, centre, delta, kind) in plan)
            {
                var (id, where) = ($"random-{product}", centres[centre]);
                var (status, body) = kind == 0
                    ? await app.PostAsync("/api/inventory/stock", new[] { new StockSet(id, where, true, Math.Abs(delta)) })
                    : await MoveAsync(new(id, where, delta, "random", null));
                status.Should().BeOneOf([200, 409], body.ToString());
            }
        }));

        for (var product = 0; product < 3; product++)
        {
            var id = $"random-{product}";
            await LedgerAddsUpAsync(id);
            var published = await app.PublishedAsync(id, "stock");
            published.Select(value => value.Version).Should().Equal(Enumerable.Range(1, published.Count).Select(version => (long)version));
            var bodies = published.Select(value => Json.TryRead<Stock>(value.Json.Span)!).ToArray();
            bodies.SelectMany(body => body.Centres).Should().OnlyContain(centre => centre.Quantity > 0);
            bodies[^1].Quantity.Should().Be(await app.QueryAsync<int>("select sum(quantity)::int from inventory.stock where product = @id", new { id }));
        }
    }

    private async Task<JsonElement> SetAsync(params StockSet[] sets)
    {
        var (status, answer) = await app.PostAsync("/api/inventory/stock", sets);
        status.Should().Be(200, answer.ToString());
        return answer;
    }

    private Task<(int Status, JsonElement Body)> MoveAsync(StockMovement movement) => app.PostAsync("/api/inventory/movements", movement);

    private async Task<Stock> LastAsync(string id) => Json.TryRead<Stock>((await app.PublishedAsync(id, "stock"))[^1].Json.Span)!;

    private async Task LedgerAddsUpAsync(string id) =>
        (await app.QueryAsync<int>(
            """
            select count(*)::int from
                (select centre, sum(delta) as moved from inventory.movements where product = @id group by centre) m
                full join (select centre, coalesce(quantity, 0) as there from inventory.stock where product = @id) s using (centre)
            where coalesce(moved, 0) <> coalesce(there, 0)
            """,
            new { id })).Should().Be(0, "the movements of each centre add up to what it has");
}
