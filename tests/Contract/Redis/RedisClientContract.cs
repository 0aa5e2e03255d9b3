using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Redis;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Redis;

/// <summary>What every server behind <see cref="IRedisClient"/> must do alike.</summary>
public abstract class RedisClientContract<TServer>(TServer server) : IClassFixture<TServer>, IAsyncLifetime
    where TServer : class, IRedisServer, new()
{
    private static readonly RedisScript PutIfHigher = new(
        "put if higher",
        "local c=redis.call('GETRANGE',KEYS[1],0,19) if #c==20 and c>=ARGV[1] then return 0 end redis.call('SET',KEYS[1],ARGV[1]..ARGV[2],'PX',ARGV[3]) return 1");

    private readonly RedisClients clients = new(TimeProvider.System, NullLoggerFactory.Instance);

    protected TServer Server { get; } = server;

    protected IRedisClient Client => clients.Get(Server.ConnectionString);

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await clients.DisposeAsync();

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        var key = NewKey();
        (await Client.GetAsync(key, Soon())).Should().BeNull();
        (await Client.GetFromPrimaryAsync(key, Soon())).Should().BeNull();
        (await Client.GetManyAsync([key, NewKey()], Soon())).Values.Should().HaveCount(2).And.OnlyContain(bytes => bytes == null);
        (await Client.HashGetAsync(key, ["1", "2"], Soon())).Should().HaveCount(2).And.OnlyContain(bytes => bytes == null);
        (await Client.HashGetManyAsync([key], ["1"], Soon())).Values.Should().ContainSingle().Which.Should().Equal([null]);
        (await Client.DeleteAsync(key, Soon())).Should().BeFalse();
    }

    [Fact]
    public async Task Bytes_come_back_as_they_went_in()
    {
        byte[][] values = [[], [0], Text("00000000000000000042"), Text("17"), [.. Enumerable.Range(0, 256).Select(i => (byte)i)], new byte[100_000]];
        foreach (var value in values)
        {
            var key = NewKey();
            (await Client.PutIfAbsentAsync(key, value, TimeSpan.FromMinutes(1), Soon())).Should().BeNull();
            await SettledAsync();
            (await Client.GetAsync(key, Soon())).Should().Equal(value);
            (await Client.GetFromPrimaryAsync(key, Soon())).Should().Equal(value);
        }
    }

    [Fact]
    public async Task Only_the_first_gets_the_lease_and_the_others_see_it()
    {
        var key = NewKey();
        (await Client.PutIfAbsentAsync(key, Text("Lfirst"), TimeSpan.FromMinutes(1), Soon())).Should().BeNull();
        Text(await Client.PutIfAbsentAsync(key, Text("Lsecond"), TimeSpan.FromMinutes(1), Soon())).Should().Be("Lfirst");
        (await Client.DeleteAsync(key, Soon())).Should().BeTrue();
        (await Client.PutIfAbsentAsync(key, Text("Lthird"), TimeSpan.FromMinutes(1), Soon())).Should().BeNull();
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_the_lease()
    {
        var key = NewKey();
        var client = Client;
        var found = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => client.PutIfAbsentAsync(key, Text($"L{i}"), TimeSpan.FromMinutes(1), Soon()).AsTask()));
        found.Count(bytes => bytes is null).Should().Be(1);
        found.Where(bytes => bytes is not null).Select(Text).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task A_lease_runs_out()
    {
        var key = NewKey();
        await Client.PutIfAbsentAsync(key, Text("L"), TimeSpan.FromMilliseconds(50), Soon());
        await Probe.UntilAsync("the lease of 50 ms is gone", async () => await Client.GetAsync(key, Soon()) is null, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Many_values_keep_their_places()
    {
        var keys = Enumerable.Range(0, 200).Select(_ => NewKey()).ToArray();
        foreach (var i in new[] { 0, 7, 199 })
        {
            await Client.PutIfAbsentAsync(keys[i], Text($"value {i}"), TimeSpan.FromMinutes(1), Soon());
        }

        await SettledAsync();
        var found = (await Client.GetManyAsync(keys, Soon())).Values;
        found.Should().HaveCount(200);
        Text(found[0]).Should().Be("value 0");
        found[1].Should().BeNull();
        Text(found[7]).Should().Be("value 7");
        Text(found[199]).Should().Be("value 199");
        (await Client.GetManyAsync([], Soon())).Values.Should().BeEmpty();
    }

    [Fact]
    public async Task Fields_of_hashes_keep_their_places()
    {
        var put = new RedisScript("put field", "return redis.call('HSET',KEYS[1],ARGV[1],ARGV[2])");
        var (first, second, third) = (NewKey(), NewKey(), NewKey());
        await Client.EvaluateAsync(put, first, [Text("2"), Text("a")], Soon());
        await Client.EvaluateAsync(put, third, [Text("4"), Text("b")], Soon());
        await SettledAsync();
        (await Client.HashGetAsync(first, ["2", "4"], Soon())).Select(Text).Should().Equal("a", null);
        var many = (await Client.HashGetManyAsync([first, second, third], ["2", "4"], Soon())).Values;
        many.SelectMany(fields => fields).Select(Text).Should().Equal("a", null, null, null, null, "b");
        (await Client.HashGetAsync(first, [], Soon())).Should().BeEmpty();
        (await Client.HashGetManyAsync([first, second], [], Soon())).Values.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_script_compares_and_sets_atomically()
    {
        var key = NewKey();
        var client = Client;
        var versions = Enumerable.Range(1, 2000).OrderBy(_ => Random.Shared.Next()).ToArray();
        await Task.WhenAll(versions.Select(version => client.EvaluateAsync(PutIfHigher, key, [Text($"{version:D20}"), Text($"body {version}"), Text("60000")], Soon()).AsTask()));
        await SettledAsync();
        Text(await client.GetAsync(key, Soon())).Should().Be($"{2000:D20}body 2000");
        (await client.EvaluateAsync(PutIfHigher, key, [Text($"{2000:D20}"), Text("again"), Text("60000")], Soon())).Should().Be(0);
    }

    [Fact]
    public async Task A_script_that_breaks_is_said_to_be_refused()
    {
        var broken = new RedisScript("broken", "return redis.call('HGET',KEYS[1],'a','b','c')");
        var run = async () => await Client.EvaluateAsync(broken, NewKey(), [], Soon());
        (await run.Should().ThrowAsync<RedisUnavailableException>()).WithMessage("cache *");
    }

    [Fact]
    public async Task A_listener_hears_everything_in_order_until_it_stops()
    {
        var channel = NewKey();
        var heard = new List<string>();
        var subscription = await Client.SubscribeAsync(channel, message => Keep(heard, message), null, Soon());
        for (var i = 0; i < 500; i++)
        {
            await Client.PublishAsync(channel, Text($"{i}"), Soon());
        }

        await Probe.UntilAsync("500 messages are heard", () => Count(heard) == 500);
        heard.Should().Equal(Enumerable.Range(0, 500).Select(i => $"{i}"));
        await subscription.DisposeAsync();
        await using var other = await Client.SubscribeAsync(channel + "other", message => Keep(heard, message), null, Soon());
        await Client.PublishAsync(channel, Text("late"), Soon());
        await Client.PublishAsync(channel + "other", Text("end"), Soon());
        await Probe.UntilAsync("the other channel is heard", () => Count(heard) > 500);
        heard.Should().NotContain("late");
    }

    [Fact]
    public async Task Two_listeners_of_one_channel_are_independent()
    {
        var channel = NewKey();
        var (first, second) = (new List<string>(), new List<string>());
        var one = await Client.SubscribeAsync(channel, message => Keep(first, message), null, Soon());
        await using var two = await Client.SubscribeAsync(channel, message => Keep(second, message), null, Soon());
        await one.DisposeAsync();
        await Client.PublishAsync(channel, Text("x"), Soon());
        await Probe.UntilAsync("the second still hears", () => Count(second) == 1);
        first.Should().BeEmpty();
    }

    [Fact]
    public async Task A_ping_tells_the_round_trip() => (await Client.PingAsync(Soon())).Should().BeLessThan(TimeSpan.FromSeconds(2));

    [Fact]
    public async Task A_cancelled_call_is_not_made()
    {
        var get = async () => await Client.GetAsync(NewKey(), new(canceled: true));
        await get.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public void One_address_has_one_client() => clients.Get(Server.ConnectionString).Should().BeSameAs(Client);

    [Fact]
    public async Task An_address_where_nobody_listens_is_unavailable_and_never_blocks()
    {
        var nobody = clients.Get("127.0.0.1:1");
        var get = async () => await nobody.GetAsync("x", Soon());
        await get.Should().ThrowAsync<RedisUnavailableException>();
        var again = get();
        again.IsCompleted.Should().BeTrue("while disconnected a call fails without waiting for anything");
        await FluentActions.Awaiting(() => again).Should().ThrowAsync<RedisUnavailableException>();

        // One who takes the connection and says nothing: a try takes as long as a connection may.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var patience = new CancellationTokenSource();
        var waiting = clients.Get($"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}").GetAsync("x", patience.Token).AsTask();
        waiting.IsCompleted.Should().BeFalse("whoever asks for a client, or calls it, is not held up by the connecting");
        await patience.CancelAsync();
        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<OperationCanceledException>();
    }

    /// <summary>Ends when what was written can be read from every copy.</summary>
    protected virtual Task SettledAsync() => Task.CompletedTask;

    protected static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(5)).Token;

    protected static string NewKey() => $"k:{Guid.NewGuid():N}";

    protected static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    protected static string? Text(byte[]? bytes) => bytes is null ? null : Encoding.UTF8.GetString(bytes);

    protected static void Keep(List<string> heard, ReadOnlyMemory<byte> message)
    {
        lock (heard)
        {
            heard.Add(Encoding.UTF8.GetString(message.Span));
        }
    }

    protected static int Count(List<string> heard)
    {
        lock (heard)
        {
            return heard.Count;
        }
    }
}
