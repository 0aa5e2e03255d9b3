using System.Globalization;

namespace Servepath.Tests.Faults;

/// <summary>Moves slots with their keys between primaries, one after the other, as <c>redis-cli --cluster reshard</c> does.</summary>
internal static class SlotMoves
{
    /// <summary>The first <paramref name="count"/> slots that <paramref name="from"/> held when the cluster was made, or that were moved from there.</summary>
    public static async Task MoveAsync(RedisCluster cluster, RedisNode from, RedisNode to, int count)
    {
        var shards = await cluster.ShardsAsync();
        var (fromId, toId) = ((await from.AskAsync("CLUSTER", "MYID"))[0], (await to.AskAsync("CLUSTER", "MYID"))[0]);
        using var giver = await from.OpenAsync();
        using var taker = await to.OpenAsync();
        var others = new List<RespConnection>();
        try
        {
            foreach (var shard in shards.Where(shard => shard.Primary != from && shard.Primary != to))
            {
                others.Add(await shard.Primary.OpenAsync());
            }

            for (var number = 0; number < count; number++)
            {
                var slot = number.ToString(CultureInfo.InvariantCulture);
                await taker.AskAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", fromId);
                await giver.AskAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", toId);
                for (var keys = await giver.AskAsync("CLUSTER", "GETKEYSINSLOT", slot, "100"); keys.Length > 0; keys = await giver.AskAsync("CLUSTER", "GETKEYSINSLOT", slot, "100"))
                {
                    var port = to.Place.Address.Port.ToString(CultureInfo.InvariantCulture);
                    await giver.AskAsync(["MIGRATE", to.Place.Address.Address.ToString(), port, "", "0", "5000", "KEYS", .. keys]);
                }

                // The taker first, so that nobody is sent away from both.
                foreach (var primary in others.Prepend(giver).Prepend(taker))
                {
                    await primary.AskAsync("CLUSTER", "SETSLOT", slot, "NODE", toId);
                }
            }
        }
        finally
        {
            others.ForEach(static other => other.Dispose());
        }
    }
}
