using System.Text;
using Servepath.Kernel;
using Servepath.Redis;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>The compare-and-sets of both caches, on every server.</summary>
public abstract class CacheScriptsContract<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : class, IRedisServer, new()
{
    private readonly Rig rig = new(server, server);
    private readonly string key = Rig.NewKey();

    private IRedisClient Client => rig.At.Cache;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await rig.DisposeAsync();

    [Fact]
    public async Task A_fill_is_taken_over_its_own_lease_only()
    {
        var (mine, others) = (Lease.New(), Lease.New());
        (await FillAsync(mine, 5)).Should().Be(-1, "nobody fills an absent key without a lease");
        await PutAsync(mine);
        (await FillAsync(others, 9)).Should().Be(0);
        (await FillAsync(mine, 5)).Should().Be(1);
        (await RevisionAsync()).Should().Be(5);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    public async Task A_late_fill_is_taken_only_over_a_lower_revision(long revision, long result)
    {
        await PutAsync(Image(5));
        (await FillAsync(Lease.New(), revision)).Should().Be(result);
        (await RevisionAsync()).Should().Be(Math.Max(5, revision));
    }

    [Theory]
    [InlineData(6, Standing.Lower, 6)]
    [InlineData(5, Standing.Equal, 5)]
    [InlineData(4, Standing.Higher, 5)]
    public async Task A_refresh_replaces_a_lower_revision(long revision, object standing, long after)
    {
        await PutAsync(Image(5));
        (await CompareAsync(revision)).Should().Be((Standing)standing);
        (await RefreshAsync(revision)).Should().Be((Standing)standing);
        (await RevisionAsync()).Should().Be(after);
    }

    [Fact]
    public async Task A_refresh_never_creates_and_cancels_a_lease()
    {
        (await CompareAsync(5)).Should().Be(Standing.Absent);
        (await RefreshAsync(5)).Should().Be(Standing.Absent);
        var lease = Lease.New();
        await PutAsync(lease);
        (await CompareAsync(5)).Should().Be(Standing.Leased);
        (await RefreshAsync(5)).Should().Be(Standing.Leased);
        (await Client.GetAsync(key, Rig.Soon())).Should().BeNull();
        (await FillAsync(lease, 4)).Should().Be(-1, "its lease was cancelled");
    }

    [Fact]
    public async Task Only_the_very_value_is_discarded()
    {
        var lease = Lease.New();
        await PutAsync(lease);
        (await Client.EvaluateAsync(CacheScripts.Discard, key, [Lease.New()], Rig.Soon())).Should().Be(0);
        (await Client.EvaluateAsync(CacheScripts.Discard, key, [lease], Rig.Soon())).Should().Be(1);
        (await Client.GetAsync(key, Rig.Soon())).Should().BeNull();
    }

    [Fact]
    public async Task A_row_and_not_a_lease_gets_its_life_again()
    {
        (await ExtendAsync()).Should().Be(0);
        await Client.PutIfAbsentAsync(key, Image(5), TimeSpan.FromMilliseconds(400), Rig.Soon());
        (await ExtendAsync()).Should().Be(1);
        var leased = Rig.NewKey();
        await Client.PutIfAbsentAsync(leased, Lease.New(), TimeSpan.FromMilliseconds(400), Rig.Soon());
        (await Client.EvaluateAsync(CacheScripts.Extend, leased, [CacheScripts.Milliseconds(TimeSpan.FromHours(1))], Rig.Soon())).Should().Be(0);
        await Probe.UntilAsync("the lease has run out", async () => await Client.GetAsync(leased, Rig.Soon()) is null);
        (await RevisionAsync()).Should().Be(5);
    }

    [Fact]
    public async Task Refreshed_and_filled_rows_expire()
    {
        await PutAsync(Image(5));
        await Client.EvaluateAsync(CacheScripts.Refresh, key, [Image(6), CacheScripts.Milliseconds(TimeSpan.FromMilliseconds(30))], Rig.Soon());
        await Probe.UntilAsync("the refreshed row is gone", async () => await Client.GetAsync(key, Rig.Soon()) is null);
    }

    [Fact]
    public async Task Each_realtime_group_is_compared_by_itself()
    {
        (await PutRealtimeAsync((2, 5), (3, 5))).Should().Equal(Placed.Put, Placed.Put);
        (await PutRealtimeAsync((2, 4), (3, 6))).Should().Equal(Placed.Older, Placed.Put);
        (await PutRealtimeAsync((2, 5), (3, 6))).Should().Equal(Placed.Equal, Placed.Equal);
        (await rig.RealtimeAsync(key)).Should().Equal(5, 6);
    }

    [Fact]
    public async Task As_many_groups_as_one_script_takes_are_told_apart()
    {
        var all = Enumerable.Range(1, CacheScripts.MostFields).Select(id => ((ushort)id, 5L)).ToArray();
        (await PutRealtimeAsync(all)).Should().OnlyContain(placed => placed == Placed.Put).And.HaveCount(CacheScripts.MostFields);
        var mixed = all.Select(group => (group.Item1, 4L + (group.Item1 % 3))).ToArray();
        (await PutRealtimeAsync(mixed)).Should().Equal(mixed.Select(group => (Placed)(group.Item1 % 3)));
    }

    [Fact]
    public async Task Versions_compare_by_number_up_to_the_highest()
    {
        foreach (var version in new[] { 9, 10, 99, 100, Versions.Highest - 1, Versions.Highest })
        {
            (await PutRealtimeAsync((2, version))).Should().Equal(Placed.Put);
        }

        (await PutRealtimeAsync((2, Versions.Highest - 1))).Should().Equal(Placed.Older);
    }

    private static byte[] Image(long revision) => RowImage.Write([new(1, Rig.Value(revision))]);

    private static byte[] Hour => CacheScripts.Milliseconds(TimeSpan.FromHours(1));

    private async Task PutAsync(byte[] value) => await Client.PutIfAbsentAsync(key, value, TimeSpan.FromHours(1), Rig.Soon());

    private async Task<long> FillAsync(byte[] lease, long revision) =>
        await Client.EvaluateAsync(CacheScripts.Fill, key, [lease, Image(revision), Hour], Rig.Soon());

    private async Task<Standing> RefreshAsync(long revision) =>
        (Standing)await Client.EvaluateAsync(CacheScripts.Refresh, key, [Image(revision), Hour], Rig.Soon());

    private async Task<Standing> CompareAsync(long revision) =>
        (Standing)await Client.EvaluateAsync(CacheScripts.Compare, key, [Encoding.ASCII.GetBytes(Revision.Text(revision))], Rig.Soon());

    private async Task<long> ExtendAsync() => await Client.EvaluateAsync(CacheScripts.Extend, key, [Hour], Rig.Soon());

    private async Task<long> RevisionAsync()
    {
        RowImage.TryOpen(await Client.GetAsync(key, Rig.Soon()), out var image).Should().BeTrue();
        return image.Revision;
    }

    private async Task<List<Placed>> PutRealtimeAsync(params (ushort Id, long Version)[] groups)
    {
        var results = new List<Placed>();
        var row = new RealtimeRow(key, [.. groups.Select(group => new ImageGroup(group.Id, Rig.Value(group.Version)))]);
        var put = await new RealtimePutter(Rig.Cluster, TimeProvider.System).PutAsync(rig.At, [row], (_, _, placed) => results.Add(placed), Rig.Soon());
        put.Reason.Should().BeNull();
        put.Left.Should().BeEmpty();
        return results;
    }
}

public sealed class CacheScriptsOnRealRedis(RealRedis server) : CacheScriptsContract<RealRedis>(server);

public sealed class CacheScriptsOnEmbeddedRedis(GarnetRedis server) : CacheScriptsContract<GarnetRedis>(server);
