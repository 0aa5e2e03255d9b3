using System.Text;
using Servepath.Redis;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>Cache ∥ realtime, else storage; misses through a lease.</summary>
public abstract class RowSourceContract<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : class, IRedisServer, new()
{
    private readonly Rig rig = new(server, server);
    private readonly string key = Rig.NewKey();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task A_miss_reads_storage_once_and_fills()
    {
        rig.Write(key, 1, 7);
        var first = await rig.FetchAsync(key);
        first.Layer.Should().Be(RowLayer.Storage);
        first.Image.Revision.Should().Be(7);
        first.RealtimeAnswered.Should().BeTrue();
        first.Realtime.Select(group => group.Version).Should().Equal(0, 0);
        var second = await rig.FetchAsync(key);
        second.Layer.Should().Be(RowLayer.Cache);
        second.Image.Bytes.ToArray().Should().Equal(first.Image.Bytes.ToArray());
        rig.Storage.Reads.Should().Be(1);
    }

    [Fact]
    public async Task Realtime_groups_come_beside_the_row()
    {
        rig.Write(key, 1, 7);
        await rig.Pipeline.Realtime.ApplyAsync(new([rig.Change(key, "second", 4)], new("1")), Rig.Soon());
        var row = await rig.FetchAsync(key);
        row.Realtime.Select(group => group.Version).Should().Equal(0, 4);
        Encoding.UTF8.GetString(row.Realtime[1].Json.Span).Should().Be("{\"n\":4}");
        (await rig.Source.FetchRealtimeAsync(rig.Domain, key, Rig.Soon()))!.Select(group => group.Version).Should().Equal(0, 4);
    }

    [Fact]
    public async Task Many_who_miss_at_once_cost_few_reads_of_storage()
    {
        rig.Write(key, 1, 7);
        await rig.FetchAsync("warm");
        var before = rig.Storage.Reads;
        var rows = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => rig.FetchAsync(key).AsTask()));
        rows.Should().OnlyContain(row => row.Image.Revision == 7);
        (rig.Storage.Reads - before).Should().BeLessThan(10, "the others wait for the one who has the lease");
    }

    [Fact]
    public async Task A_lease_that_is_never_filled_holds_nobody_up()
    {
        rig.Write(key, 1, 7);
        await rig.At.Cache.PutIfAbsentAsync(CacheKeys.Row(rig.Domain.Name, key), Lease.New(), Lease.Lifetime, Rig.Soon());
        var row = await rig.FetchAsync(key);
        row.Layer.Should().Be(RowLayer.Storage);
        row.Image.Revision.Should().Be(7);
        (await rig.CachedAsync(key)).Should().Be(-2, "who has no lease does not fill");
    }

    [Fact]
    public async Task A_fill_that_a_refresh_overtook_is_refused()
    {
        rig.Write(key, 1, 7);
        rig.Storage.AfterRead = async () =>
        {
            rig.Storage.AfterRead = null;
            rig.Write(key, 1, 8);
            await InvalidateAsync();
        };
        (await rig.FetchAsync(key)).Image.Revision.Should().Be(7, "that is what storage held when it was asked");
        (await rig.CachedAsync(key)).Should().Be(-1, "the refresh cancelled the lease");
        (await rig.FetchAsync(key)).Image.Revision.Should().Be(8);
        (await rig.CachedAsync(key)).Should().Be(8);
    }

    [Fact]
    public async Task An_unknown_key_is_kept_briefly_and_gives_way_to_its_row()
    {
        var unknown = await rig.FetchAsync(key);
        unknown.Layer.Should().Be(RowLayer.Storage);
        unknown.Image.Revision.Should().Be(0);
        (await rig.FetchAsync(key)).Layer.Should().Be(RowLayer.Cache);
        rig.Write(key, 1, 3);
        await InvalidateAsync();
        (await rig.CachedAsync(key)).Should().Be(3);
    }

    [Fact]
    public async Task A_scan_of_unknown_keys_fills_the_cache_only_so_far()
    {
        var keys = Enumerable.Range(0, UnknownKeys.Most + 200).Select(i => $"u{i}").ToArray();
        foreach (var batch in keys.Chunk(200))
        {
            (await rig.Source.FetchManyAsync(rig.Domain, batch, Rig.Soon())).Should().OnlyContain(row => row.Layer == RowLayer.Storage && row.Image.Revision == 0);
        }

        var rows = (await rig.At.Cache.GetManyAsync([.. keys.Select(each => CacheKeys.Row(rig.Domain.Name, each))], Rig.Soon())).Values;
        rows.Count(row => row is not null).Should().Be(UnknownKeys.Most);
    }

    [Fact]
    public async Task Bytes_of_an_unknown_format_are_a_miss_and_are_replaced()
    {
        rig.Write(key, 1, 7);
        var unreadable = Encoding.ASCII.GetBytes(Revision.Text(9) + "\u007fwhatever");
        await rig.At.Cache.PutIfAbsentAsync(CacheKeys.Row(rig.Domain.Name, key), unreadable, TimeSpan.FromHours(1), Rig.Soon());
        (await rig.FetchAsync(key)).Image.Revision.Should().Be(7);
        (await rig.CachedAsync(key)).Should().Be(7);
        var other = Rig.NewKey();
        rig.Write(other, 1, 6);
        await rig.At.Cache.PutIfAbsentAsync(CacheKeys.Row(rig.Domain.Name, other), unreadable, TimeSpan.FromHours(1), Rig.Soon());
        (await rig.Source.FetchManyAsync(rig.Domain, [other], Rig.Soon()))[0].Image.Revision.Should().Be(6);
        (await rig.CachedAsync(other)).Should().Be(6);
    }

    [Fact]
    public async Task A_batch_keeps_its_order_and_reads_storage_once()
    {
        var keys = Enumerable.Range(0, 100).Select(_ => Rig.NewKey()).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            rig.Write(keys[i], 1, i + 1);
        }

        await rig.FetchAsync(keys[3]);
        var before = rig.Storage.Reads;
        var rows = await rig.Source.FetchManyAsync(rig.Domain, keys, Rig.Soon());
        rows.Select(row => row.Image.Revision).Should().Equal(Enumerable.Range(1, 100).Select(i => (long)i));
        rows[3].Layer.Should().Be(RowLayer.Cache);
        (rig.Storage.Reads - before).Should().Be(1);
        (await rig.Source.FetchManyAsync(rig.Domain, keys, Rig.Soon())).Should().OnlyContain(row => row.Layer == RowLayer.Cache);
        (await rig.Source.FetchManyAsync(rig.Domain, [keys[0], keys[0], keys[1]], Rig.Soon())).Select(row => row.Image.Revision).Should().Equal(1, 1, 2);
        (await rig.Source.FetchManyAsync(rig.Domain, [], Rig.Soon())).Should().BeEmpty();
    }

    [Fact]
    public async Task The_same_unknown_key_twice_in_one_batch_is_answered_twice()
    {
        rig.Write(key, 1, 4);
        (await rig.Source.FetchManyAsync(rig.Domain, [key, key], Rig.Soon())).Select(row => row.Image.Revision).Should().Equal(4, 4);
    }

    [Fact]
    public async Task A_miss_without_storage_says_so_and_leaves_no_lease()
    {
        rig.Storage.IsDown = true;
        (await rig.FetchAsync(key)).Layer.Should().Be(RowLayer.None);
        (await rig.Source.FetchManyAsync(rig.Domain, [key], Rig.Soon()))[0].Layer.Should().Be(RowLayer.None);
        (await rig.CachedAsync(key)).Should().Be(-1);
    }

    [Fact]
    public async Task Hits_need_no_storage()
    {
        rig.Write(key, 1, 4);
        await rig.FetchAsync(key);
        rig.Storage.IsDown = true;
        (await rig.FetchAsync(key)).Image.Revision.Should().Be(4);
    }

    [Fact]
    public async Task With_the_cache_switched_off_storage_answers_and_nothing_is_filled()
    {
        rig.Write(key, 1, 4);
        rig.Guards.Set(new(Rig.Cluster, rig.Domain.Name, "cache"), SwitchPosition.Off);
        (await rig.FetchAsync(key)).Layer.Should().Be(RowLayer.Storage);
        (await rig.Source.FetchManyAsync(rig.Domain, [key], Rig.Soon()))[0].Layer.Should().Be(RowLayer.Storage);
        (await rig.CachedAsync(key)).Should().Be(-1);
    }

    [Fact]
    public async Task With_the_realtime_cache_switched_off_the_row_says_that_it_did_not_answer()
    {
        rig.Write(key, 1, 4);
        rig.Guards.Set(new(Rig.Cluster, rig.Domain.Name, "realtime"), SwitchPosition.Off);
        (await rig.FetchAsync(key)).Should().Match<FetchedRow>(row => row.Image.Revision == 4 && !row.RealtimeAnswered && row.Realtime.Length == 0);
        (await rig.Source.FetchRealtimeAsync(rig.Domain, key, Rig.Soon())).Should().BeNull();
    }

    [Fact]
    public async Task A_caller_who_has_given_up_gets_nothing_and_no_exception()
    {
        rig.Write(key, 1, 4);
        var row = await rig.Source.FetchAsync(rig.Domain, key, new(canceled: true));
        row.Layer.Should().Be(RowLayer.None);
        row.RealtimeAnswered.Should().BeFalse();
    }

    private async Task InvalidateAsync()
    {
        await using var pipeline = new RunningPipeline(rig.NewPipeline());
        await Probe.UntilAsync("the invalidator has followed all notices", async () =>
            rig.Storage.Position($"{Rig.Cluster}-invalidator") == (await rig.Storage.ReadAsync(string.Empty, int.MaxValue, default)).Next);
    }
}

public sealed class RowSourceOnRealRedis(RealRedis server) : RowSourceContract<RealRedis>(server);

public sealed class RowSourceOnEmbeddedRedis(GarnetRedis server) : RowSourceContract<GarnetRedis>(server);
