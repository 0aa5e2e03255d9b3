using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Storage;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Storage;

public sealed class ConvergenceTests : IAsyncLifetime
{
    private static readonly string[] Groups = ["one", "two", "three"];
    private static readonly ServingDomain Thing = TestBlueprint.Domain("thing", (1, "one"), (2, "two"), (3, "three"));
    private readonly PostgresDatabase database = new();
    private ServingHost host = null!;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        host = await ServingHost.StartAsync(database, new TestBlueprint(Thing), services => services.AddStorageWriting().AddStorageReading("test"));

        // The writer is called by hand here; what runs makes the table and stops.
        await Probe.UntilAsync("the table is made", async () => await host.QueryAsync<long>("select count(*) from changes.ready") == 1);
        await host.StopAsync();
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Any_order_with_duplicates_and_replays_comes_to_the_same_rows()
    {
        var changes =
            from key in Gen.Int[1, 4]
            from grp in Gen.Int[0, 2]
            from version in Gen.Long[1, 6]
            select version % 4 == 0
                ? Some.Nothing("thing", $"k{key}", Groups[grp], version)
                : Some.Body("thing", $"k{key}", Groups[grp], version);
        var orders =
            from written in changes.Array[1, 30]
            from replayed in Gen.Shuffle(written)
            from cuts in Gen.Int[1, 9].Array[30]
            select (written, replayed, cuts);

        await orders.SampleAsync(
            async order =>
            {
                await host.ExecuteAsync("truncate storage.rows_thing, storage.notices");
                await ApplyAsync(order.replayed.Concat(order.written), order.cuts);
                return (await RowsAsync()).SequenceEqual(Expected(order.written));
            },
            iter: 40,
            threads: 1);
    }

    private static IEnumerable<(string, long, string)> Expected(Change[] written)
    {
        var newest = written.GroupBy(change => (change.Key, change.Group)).Select(each => each.MaxBy(change => change.Value.Version)!).ToList();
        return newest.GroupBy(change => change.Key).OrderBy(row => row.Key, StringComparer.Ordinal).Select(row => (
            row.Key,
            row.Sum(change => change.Value.Version),
            string.Join(';', Groups.Select(name => row.FirstOrDefault(change => change.Group == name) is { } change
                ? $"{change.Value.Version}={System.Text.Encoding.UTF8.GetString(change.Value.Json.Span)}"
                : "0="))));
    }

    private async Task ApplyAsync(IEnumerable<Change> changes, int[] cuts)
    {
        var writer = host.Get<StorageWriter>();
        var rest = changes.ToList();
        for (var i = 0; rest.Count > 0; i++)
        {
            var size = Math.Min(cuts[i % cuts.Length], rest.Count);
            await writer.ApplyAsync(new(rest[..size], new($"1:{i}")), CancellationToken.None);
            rest.RemoveRange(0, size);
        }
    }

    private async Task<IReadOnlyList<(string, long, string)>> RowsAsync()
    {
        var storage = host.Get<ICommonStorage>();
        var rows = new List<(string, long, string)>();
        foreach (var key in await storage.KeysAsync(Thing, "", 100, CancellationToken.None))
        {
            RowImage.TryOpen(await storage.ReadAsync(Thing, key, CancellationToken.None), out var row);
            rows.Add((key, row.Revision, string.Join(';', Thing.Groups.Select(group =>
            {
                row.TryGet(group.Id, out var value);
                return $"{value.Version}={System.Text.Encoding.UTF8.GetString(value.Json.Span)}";
            }))));
        }

        return rows;
    }
}
