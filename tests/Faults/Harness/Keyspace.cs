using System.Globalization;
using System.Text;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Faults;

/// <summary>
/// The keys that are read, as many in each shard so that an uneven load is the client's doing and not the hash's, and what is
/// known of them: that they exist, what they hold, and from when on their shard has lost them.
/// </summary>
internal sealed class Keyspace
{
    private const int ValueBytes = 1024;

    private readonly int[] shards;
    private readonly long[] lostAt;

    public Keyspace(int shardCount, int keysEach)
    {
        lostAt = new long[shardCount];
        Array.Fill(lostAt, long.MaxValue);
        var left = Enumerable.Repeat(keysEach, shardCount).ToArray();
        var names = new List<string>(shardCount * keysEach);
        var homes = new List<int>(names.Capacity);
        for (var i = 0; names.Count < shardCount * keysEach; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"key:{i}");
            var shard = RedisCluster.ShardOf(SlotHash.Of(name), shardCount);
            if (left[shard]-- > 0)
            {
                names.Add(name);
                homes.Add(shard);
            }
        }

        (Names, shards) = ([.. names], [.. homes]);
    }

    /// <summary>By number.</summary>
    public string[] Names { get; }

    public int ShardOf(int key) => shards[key];

    public static string Value(string name) => name.PadRight(ValueBytes, '.');

    /// <summary>Whether <paramref name="value"/> is what the key holds: an answer to another's question would be the worst of faults.</summary>
    public static bool IsValue(string name, byte[] value) =>
        value.Length == ValueBytes && value[name.Length] == '.' && Encoding.UTF8.GetString(value, 0, name.Length) == name;

    /// <summary>The shard's data is gone from now on: what is not found there is lost, and no client's fault.</summary>
    public void Lose(int shard) => Volatile.Write(ref lostAt[shard], Moment.Now.Ticks);

    public bool IsLost(int key) => Volatile.Read(ref lostAt[shards[key]]) <= Moment.Now.Ticks;

    /// <summary>Writes all keys, or those of one shard, to the primaries as they are now, and waits until every replica has them.</summary>
    public async Task LoadAsync(RedisCluster cluster, int? onlyShard = null)
    {
        var all = await cluster.ShardsAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, all.Count).Where(shard => onlyShard is null || shard == onlyShard), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (shard, _) =>
        {
            using var connection = await all[shard].Primary.OpenAsync(TimeSpan.FromSeconds(20));
            foreach (var part in Enumerable.Range(0, Names.Length).Where(key => shards[key] == shard).Chunk(200))
            {
                await connection.SendAsync([.. part.Select(key => RespConnection.Request("SET", Names[key], Value(Names[key])))]);
            }
        });
        await cluster.UntilWholeAsync(TimeSpan.FromSeconds(30));
    }
}
