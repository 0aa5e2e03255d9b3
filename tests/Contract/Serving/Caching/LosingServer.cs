using Servepath.Redis;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>A cache that is one server, and loses its data.</summary>
public sealed class LosingServer : IAsyncLifetime
{
    private readonly RealRedis server = new();
    private readonly Rig rig;
    private readonly string[] keys = [.. Enumerable.Range(0, 300).Select(_ => Rig.NewKey())];

    public LosingServer() => rig = new(server, server);

    private string? Lost => rig.Clients.Read(static _ => "").Single().Lost;

    public Task InitializeAsync() => rig.FillAsync(keys);

    public async Task DisposeAsync()
    {
        await rig.DisposeAsync();
        server.Dispose();
    }

    [Theory]
    [InlineData("FLUSHALL")]
    [InlineData("FLUSHDB")]
    public async Task A_flushed_server_is_lost_is_filled_no_faster_than_allowed_and_is_whole_again_when_its_keys_are_back(string order)
    {
        await LookedAsync();
        server.Command(order).Should().Be("OK");
        await IsLostAndFilledSlowlyAsync($"flushed, has 0 of {keys.Length} keys");
    }

    [Fact]
    public async Task So_is_a_server_that_was_started_again_without_its_data()
    {
        await LookedAsync();
        server.Kill();
        server.Restart();
        await IsLostAndFilledSlowlyAsync($"back with 0 of {keys.Length} keys");
    }

    [Fact]
    public async Task A_server_whose_keys_were_deleted_has_lost_nothing()
    {
        await LookedAsync();
        server.Command("EVAL", "for _, k in ipairs(redis.call('KEYS', '*')) do redis.call('DEL', k) end return 'gone'", "0").Should().Be("gone");
        await LookedAsync();
        Lost.Should().BeNull();
        rig.At.Cache.ShardOf("any").HasLostData.Should().BeFalse();
    }

    private async Task IsLostAndFilledSlowlyAsync(string reason)
    {
        await Probe.UntilAsync("it is known for lost", () => rig.At.Cache.ShardOf("any").HasLostData, TimeSpan.FromSeconds(30));
        Lost.Should().Be(reason, "operators read it");
        var slowly = new RowSource(rig.Domains, rig.Storage, new() { RefillPerSecond = 1 }, TimeProvider.System);
        await Probe.UntilAsync("a row is put back, and each is answered", async () =>
        {
            var rows = await slowly.FetchManyAsync(rig.Domain, keys, Rig.Soon());
            rows.Should().OnlyContain(static row => row.Image.Revision == 1, "readers get their rows all the same");
            return await CachedAsync() > 0;
        }, TimeSpan.FromSeconds(30));
        (await CachedAsync()).Should().BeLessThan(keys.Length / 2, "one a second is put back");
        await Probe.UntilAsync("all is filled, and nothing is lost any more", async () =>
        {
            await rig.Source.FetchManyAsync(rig.Domain, keys, Rig.Soon());
            return await CachedAsync() == keys.Length && Lost is null;
        }, TimeSpan.FromSeconds(30));
    }

    /// <summary>The watch asks once a second; every look counts its own commands.</summary>
    private async Task LookedAsync()
    {
        var before = Looks();
        await Probe.UntilAsync("the watch has looked twice", () => Looks() >= before + 2, TimeSpan.FromSeconds(30));
    }

    private int Looks() => server.Command("INFO", "commandstats").Split('\n')
        .Where(static line => line.StartsWith("cmdstat_dbsize:calls=", StringComparison.Ordinal))
        .Select(static line => int.Parse(line["cmdstat_dbsize:calls=".Length..line.IndexOf(',', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture))
        .SingleOrDefault();

    private async Task<int> CachedAsync() => (await rig.CachedAsync(keys)).Count(static one => one > 0);
}
