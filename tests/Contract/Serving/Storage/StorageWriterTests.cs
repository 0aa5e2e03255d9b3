using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Changes;
using Servepath.Serving.Storage;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Storage;

public sealed class StorageWriterTests : IAsyncLifetime
{
    private static readonly ServingDomain Thing = TestBlueprint.Domain("thing", (1, "one"), (2, "two"), (7, "seven"));
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
    public async Task A_row_holds_what_its_owners_wrote_byte_for_byte()
    {
        var scheduled = GroupValue.Scheduled(5,
        [
            new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), Encoding.UTF8.GetBytes("""{ "x" : 1.50 }""")),
            new(DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.MaxValue, Encoding.UTF8.GetBytes("""{"y":"ü"}""")),
        ]);
        await host.AppendAsync(
            Some.Body("thing", "a", "one", 3, """{"b": 1,  "a": 1.0}"""), Some.Of("thing", "a", "two", scheduled), Some.Nothing("thing", "a", "seven", 9));
        await host.StoredAsync();

        var row = await ReadAsync("a");

        row.Revision.Should().Be(3 + 5 + 9);
        Text(row, 1).Should().Be("""{"b": 1,  "a": 1.0}""");
        row.TryGet(2, out var two).Should().BeTrue();
        two.Json.ToArray().Should().Equal(scheduled.Json.ToArray());
        two.Slices.Should().Be(scheduled.Slices);
        Encoding.UTF8.GetString(two.At(DateTimeOffset.UnixEpoch.AddHours(1)).Span).Should().Be("""{ "x" : 1.50 }""");
        row.TryGet(7, out var seven).Should().BeTrue();
        (seven.Version, seven.IsTombstone).Should().Be((9L, true));
    }

    [Fact]
    public async Task The_newest_version_wins_though_the_log_has_it_first()
    {
        await host.AppendAsync(Some.Body("thing", "a", "one", 6));
        await host.StoredAsync();
        await host.AppendAsync(Some.Body("thing", "a", "one", 5), Some.Body("thing", "a", "two", 1));
        await host.AppendAsync(Some.Body("thing", "b", "one", 9), Some.Body("thing", "b", "one", 8));
        await host.StoredAsync();

        Text(await ReadAsync("a"), 1).Should().Be("""{"v":6}""");
        Text(await ReadAsync("a"), 2).Should().Be("""{"v":1}""");
        Text(await ReadAsync("b"), 1).Should().Be("""{"v":9}""");
    }

    [Fact]
    public async Task A_tombstone_keeps_its_version_so_that_an_older_body_stays_away()
    {
        await host.AppendAsync(Some.Body("thing", "a", "one", 1));
        await host.AppendAsync(Some.Nothing("thing", "a", "one", 3));
        await host.AppendAsync(Some.Body("thing", "a", "one", 2));
        await host.StoredAsync();

        (await ReadAsync("a")).TryGet(1, out var one).Should().BeTrue();
        (one.Version, one.IsTombstone).Should().Be((3L, true));
    }

    [Fact]
    public async Task A_version_that_is_there_already_passes_the_signal_on_and_a_lower_one_ends_there()
    {
        await host.AppendAsync(Some.Body("thing", "same", "one", 4), Some.Body("thing", "low", "one", 4));
        await host.StoredAsync();
        await host.AppendAsync(Some.Body("thing", "same", "one", 4), Some.Body("thing", "low", "one", 3));
        await host.StoredAsync();

        (await NoticesAsync()).Should().Equal(("low", 4), ("same", 4), ("same", 4));
    }

    [Fact]
    public async Task A_replay_of_the_whole_log_changes_no_row_and_tells_of_the_newest_again()
    {
        await host.AppendAsync(Some.Body("thing", "a", "one", 1), Some.Body("thing", "a", "one", 2), Some.Nothing("thing", "b", "two", 5));
        await host.StoredAsync();
        var before = await RowsAsync();
        var notices = await NoticesAsync();

        await host.StopAsync();
        await host.ExecuteAsync("truncate storage.offsets");
        await host.RunAsync();
        await host.StoredAsync();

        (await RowsAsync()).Should().Equal(before);
        (await NoticesAsync()).Should().Equal(notices.Concat(notices).Order());
    }

    [Fact]
    public async Task A_rebuilt_storage_comes_to_the_same_rows_and_revisions()
    {
        for (var i = 1; i <= 20; i++)
        {
            await host.AppendAsync(Some.Body("thing", $"k{i % 4}", i % 3 == 0 ? "one" : "two", i), Some.Nothing("thing", $"k{i % 5}", "seven", i));
        }

        await host.StoredAsync();
        var before = await RowsAsync();

        await host.StopAsync();
        await host.ExecuteAsync("drop table storage.rows_thing; truncate storage.groups, storage.offsets, storage.notices, storage.domains");
        await using var anew = await ServingHost.StartAsync(database, blueprint, services => services.AddStorageWriting());
        await anew.StoredAsync();

        (await RowsAsync()).Should().Equal(before);
    }

    [Fact]
    public async Task A_crash_between_rows_and_offset_loses_no_notice()
    {
        await host.ExecuteAsync(
            """
            create function fail() returns trigger language plpgsql as 'begin raise exception ''crash''; end';
            create trigger fail before insert or update on storage.offsets for each row execute function fail()
            """);
        await host.AppendAsync(Some.Body("thing", "a", "one", 1));
        await Probe.UntilAsync("the writer has tried", async () =>
            await host.QueryAsync<long>("select xact_rollback from pg_stat_database where datname = current_database()") > 0);
        (await RowsAsync()).Should().BeEmpty();
        (await NoticesAsync()).Should().BeEmpty();

        await host.ExecuteAsync("drop trigger fail on storage.offsets");
        await host.StoredAsync();

        (await NoticesAsync()).Should().Equal(("a", 1));
    }

    [Fact]
    public async Task Many_single_reads_at_once_get_each_its_own_row()
    {
        await host.AppendAsync([.. Enumerable.Range(1, 150).Select(i => Some.Body("thing", $"k{i}", "one", i))]);
        await host.StoredAsync();
        var storage = host.Get<ICommonStorage>();

        var rows = await Task.WhenAll(Enumerable.Range(0, 600).Select(i => storage.ReadAsync(Thing, $"k{i}", CancellationToken.None).AsTask()));
        var together = await storage.ReadManyAsync(Thing, ["k3", "none", "k1", "k3"], CancellationToken.None);

        rows.Select(Revision).Should().Equal(Enumerable.Range(0, 600).Select(i => i is > 0 and <= 150 ? (long)i : 0));
        together.Select(Revision).Should().Equal(3, 0, 1, 3);
        (await storage.KeysAsync(Thing, "k98", 3, CancellationToken.None)).Should().Equal("k99");
        (await storage.KeysAsync(Thing, "", 2, CancellationToken.None)).Should().Equal("k1", "k10");
    }

    private static long Revision(byte[] image) => RowImage.TryOpen(image, out var row) ? row.Revision : -1;

    private static string Text(RowImage row, ushort id) => row.TryGet(id, out var value) ? Encoding.UTF8.GetString(value.Json.Span) : "";

    private async Task<RowImage> ReadAsync(string key)
    {
        RowImage.TryOpen(await host.Get<ICommonStorage>().ReadAsync(Thing, key, CancellationToken.None), out var row).Should().BeTrue();
        return row;
    }

    private Task<IReadOnlyList<string>> RowsAsync() => host.ListAsync<string>("select r::text from storage.rows_thing r order by key");

    private async Task<IEnumerable<(string, long)>> NoticesAsync() =>
        (await host.ListAsync<(string, long)>("select key, revision from storage.notices")).Order();
}
