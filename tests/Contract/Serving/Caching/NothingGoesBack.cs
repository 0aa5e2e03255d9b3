using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>
/// Invariants 2 and 3 by chance: readers that stop between lease, read and fill, refreshes, expiries, deletes, in any order.
/// Runs on the real scripts.
/// </summary>
public abstract class NothingGoesBack<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : class, IRedisServer, new()
{
    private const int Readers = 3;

    private readonly Rig rig = new(server, server);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await rig.DisposeAsync();

    private enum Act
    {
        Lease,
        Read,
        Fill,
        Write,
        Refresh,
        Expire,
    }

    [Fact]
    public async Task No_fill_and_no_refresh_goes_back_whatever_the_order()
    {
        var step = Gen.Select(Gen.Int[0, 5], Gen.Int[0, Readers - 1], (act, reader) => ((Act)act, reader));
        await step.Array[5, 40].SampleAsync(RunAsync, iter: 200, threads: 1);
    }

    [Fact]
    public async Task The_realtime_cache_ends_at_the_highest_version_whatever_the_order()
    {
        var change = Gen.Select(Gen.Int[0, 1], Gen.Long[1, 30], Gen.Int[1, 4], (group, version, copies) => (group, version, copies));
        await change.Array[1, 30].SampleAsync(
            async changes =>
            {
                var key = Rig.NewKey();
                var position = 0;
                foreach (var batch in changes.SelectMany(each => Enumerable.Repeat(rig.Change(key, each.group == 0 ? "first" : "second", each.version), each.copies)).Chunk(3))
                {
                    await rig.Pipeline.Realtime.ApplyAsync(new(batch, new($"{++position}")), Rig.Soon());
                }

                long Highest(int group) => changes.Where(each => each.group == group).Select(each => each.version).DefaultIfEmpty(0).Max();
                return (await rig.RealtimeAsync(key)).SequenceEqual([Highest(0), Highest(1)]);
            },
            iter: 100,
            threads: 1);
    }

    private async Task<bool> RunAsync((Act Act, int Reader)[] steps)
    {
        var key = Rig.NewKey();
        var rowKey = CacheKeys.Row(rig.Domain.Name, key);
        var client = rig.At.Cache;
        var leases = new byte[]?[Readers];
        var read = new byte[]?[Readers];
        long stored = 1;
        long refreshed = 0;
        byte[] Image(long revision) => RowImage.Write([new(1, Rig.Value(revision))]);
        foreach (var (act, reader) in steps)
        {
            switch (act)
            {
                case Act.Lease when leases[reader] is null:
                    var lease = Lease.New();
                    leases[reader] = await client.PutIfAbsentAsync(rowKey, lease, Lease.Lifetime, Rig.Soon()) is null ? lease : null;
                    break;
                case Act.Read when leases[reader] is not null && read[reader] is null:
                    read[reader] = Image(stored);
                    break;
                case Act.Fill when read[reader] is { } image:
                    await client.EvaluateAsync(CacheScripts.Fill, rowKey, [leases[reader], image, CacheScripts.Milliseconds(TimeSpan.FromMinutes(1))], Rig.Soon());
                    (leases[reader], read[reader]) = (null, null);
                    break;
                case Act.Write:
                    stored++;
                    break;
                case Act.Refresh:
                    refreshed = stored;
                    await client.EvaluateAsync(CacheScripts.Refresh, rowKey, [Image(stored), CacheScripts.Milliseconds(TimeSpan.FromMinutes(1))], Rig.Soon());
                    break;
                case Act.Expire:
                    await client.DeleteAsync(rowKey, Rig.Soon());
                    break;
            }

            var found = await client.GetFromPrimaryAsync(rowKey, Rig.Soon());
            if (found is not null && !Lease.Is(found) && (!RowImage.TryOpen(found, out var held) || held.Revision < refreshed))
            {
                return false;
            }
        }

        return true;
    }
}

public sealed class NothingGoesBackOnRealRedis(RealRedis server) : NothingGoesBack<RealRedis>(server);

public sealed class NothingGoesBackOnEmbeddedRedis(GarnetRedis server) : NothingGoesBack<GarnetRedis>(server);
