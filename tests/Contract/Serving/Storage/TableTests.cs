using Microsoft.Extensions.DependencyInjection;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Storage;

public sealed class TableTests : IAsyncLifetime
{
    private static readonly ServingDomain Thing = TestBlueprint.Domain("thing", (1, "one"));
    private static readonly ServingDomain Third = TestBlueprint.Domain("third", (1, "one"), (2, "two"));
    private readonly PostgresDatabase database = new();
    private readonly TestBlueprint blueprint = new(Thing);
    private ServingHost host = null!;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        host = await ServingHost.StartAsync(database, blueprint, services => services.AddStorageWriting().AddStorageReading("test"));
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_domain_that_comes_at_run_time_gets_its_table_and_is_marked_ready()
    {
        (await host.Get<ICommonStorage>().ReadAsync(Third, "a", CancellationToken.None)).Should().Equal(RowImage.Write([]));
        blueprint.Set(Thing, Third);
        await ReadyAsync("third", "one", "two");

        await host.AppendAsync(Some.Body("third", "a", "two", 3));
        await host.StoredAsync();

        // A reader that has just found no table looks again after 100 ms.
        await Probe.UntilAsync("readers find the table", async () => await RevisionAsync(Third, "a") == 3);
    }

    [Fact]
    public async Task A_new_group_gets_its_columns_and_a_dropped_one_keeps_counting()
    {
        await host.AppendAsync(Some.Body("thing", "a", "one", 3));
        await host.StoredAsync();
        var grown = TestBlueprint.Domain("thing", (2, "two"));
        blueprint.Set(grown);
        await ReadyAsync("thing", "one", "two");

        await host.AppendAsync(Some.Body("thing", "a", "two", 4));
        await host.StoredAsync();

        (await RevisionAsync(grown, "a")).Should().Be(7);
    }

    [Fact]
    public async Task An_id_that_is_reused_is_refused_and_seen_while_the_rest_goes_on()
    {
        await ReadyAsync("thing", "one");
        blueprint.Set(TestBlueprint.Domain("thing", (1, "other")), Third);
        await ReadyAsync("third", "one", "two");

        (await host.QueryAsync<string>("select refusal from storage.domains where name = 'thing'")).Should().Contain("'one'");
        (await host.QueryAsync<string[]>("select groups from changes.ready where domain = 'thing'")).Should().Equal("one");
        blueprint.Set(Thing, Third);
        await Probe.UntilAsync("the old definition is taken again", async () =>
            await host.QueryAsync<bool>("select refusal is null from storage.domains where name = 'thing'"));
    }

    [Fact]
    public async Task Another_storage_database_is_refused()
    {
        blueprint.Set(Third with { Storage = "Host=elsewhere;Database=x" });
        await Probe.UntilAsync("it is refused", async () =>
            (await host.ListAsync<string>("select refusal from storage.domains where name = 'third'")).Any(text => text.Contains("another database", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_has_no_place_yet_is_held_and_written_when_it_has_one()
    {
        await ReadyAsync("thing", "one");
        await host.ExecuteAsync(
            """
            insert into changes.log (domain, key, grp, version, changed_at, body)
            values ('third', 'a', 'two', 5, now(), '5'), ('thing', 'a', 'one', 2, now(), '2'), ('third', 'a', 'one', 1, now(), '1')
            """);
        await host.StoredAsync();
        (await RevisionAsync(Thing, "a")).Should().Be(2, "what cannot be written holds up nothing else");

        blueprint.Set(Thing, Third);
        await ReadyAsync("third", "one", "two");

        await Probe.UntilAsync("the held changes are written", async () => await RevisionAsync(Third, "a") == 6);
        await Probe.UntilAsync("nothing is held", async () => await host.QueryAsync<long>("select count(*) from storage.held") == 0);
    }

    [Fact]
    public async Task A_domain_that_is_switched_off_is_held_until_it_is_on_again()
    {
        await host.AppendAsync(Some.Body("thing", "a", "one", 1));
        await host.StoredAsync();
        host.Get<IGuards>().Set(new("pipeline", "thing", "storage"), SwitchPosition.Off);
        await host.AppendAsync(Some.Body("thing", "a", "one", 2));
        await host.StoredAsync();
        (await RevisionAsync(Thing, "a")).Should().Be(1);

        host.Get<IGuards>().Set(new("pipeline", "thing", "storage"), SwitchPosition.Auto);

        await Probe.UntilAsync("the held change is written", async () => await RevisionAsync(Thing, "a") == 2);
    }

    private Task ReadyAsync(string domain, params string[] groups) => Probe.UntilAsync($"{domain} is ready", async () =>
        (await host.ListAsync<string[]>("select groups from changes.ready where domain = @domain", new { domain })).Any(each => each.SequenceEqual(groups)));

    private async Task<long> RevisionAsync(ServingDomain domain, string key) =>
        RowImage.TryOpen(await host.Get<ICommonStorage>().ReadAsync(domain, key, CancellationToken.None), out var row) ? row.Revision : -1;
}
