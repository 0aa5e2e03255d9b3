using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Servepath.Redis;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public sealed class PushLiveness : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly Caches caches = new();
    private readonly Domains blueprint = new("one", "two");
    private readonly PushChannel channel;

    public PushLiveness() => channel = new("csp", blueprint, caches, time, NullLogger<PushChannel>.Instance);

    public async Task InitializeAsync()
    {
        await channel.StartAsync(default);
        await UntilAsync(() => caches.Listening.Count == 2);
    }

    public async Task DisposeAsync()
    {
        await channel.StopAsync(default);
        channel.Dispose();
    }

    [Fact]
    public async Task It_is_alive_when_every_cache_was_heard_within_600_ms()
    {
        channel.IsAlive.Should().BeFalse();
        await BeatAsync("cache-of-one");
        channel.IsAlive.Should().BeFalse("the other cache has not been heard");
        await BeatAsync("cache-of-two");
        await UntilAsync(() => channel.IsAlive);
        time.Advance(TimeSpan.FromMilliseconds(601));
        channel.IsAlive.Should().BeFalse();
    }

    [Fact]
    public async Task A_cache_that_leaves_the_blueprint_is_not_waited_for()
    {
        await BeatAsync("cache-of-one");
        blueprint.Swap("one");
        await UntilAsync(() => caches.Listening.Count == 1);
        await UntilAsync(() => channel.IsAlive);
        caches.Listening.Keys.Should().Equal("cache-of-one");
    }

    [Fact]
    public async Task A_queue_that_overflows_makes_the_channel_silent_for_a_second()
    {
        using var hold = new ManualResetEventSlim();
        using var listening = channel.Listen(_ => hold.Wait(TimeSpan.FromSeconds(10)));
        for (var i = 0; i < 5000; i++)
        {
            caches.Listening["cache-of-one"](PushMessage.Write([new("one", "key", 0, i + 1)]));
        }

        hold.Set();
        await BeatAsync("cache-of-one");
        await BeatAsync("cache-of-two");
        channel.IsAlive.Should().BeFalse("news was dropped");
        time.Advance(TimeSpan.FromMilliseconds(1001));
        await BeatAsync("cache-of-one");
        await BeatAsync("cache-of-two");
        await UntilAsync(() => channel.IsAlive);
    }

    [Fact]
    public async Task A_listener_that_fails_keeps_nobody_from_hearing()
    {
        var heard = new ConcurrentQueue<PushedRow>();
        using var failing = channel.Listen(_ => throw new InvalidOperationException("as a test wants"));
        using var well = channel.Listen(rows => heard.Enqueue(rows[0]));
        caches.Listening["cache-of-one"](PushMessage.Write([new("one", "key", 0, 1)]));
        caches.Listening["cache-of-one"](PushMessage.Write([new("one", "key", 0, 2)]));
        await UntilAsync(() => heard.Count == 2);
        well.Dispose();
        caches.Listening["cache-of-one"](PushMessage.Write([new("one", "key", 0, 3)]));
        await BeatAsync("cache-of-one");
        heard.Should().HaveCount(2);
    }

    private async Task BeatAsync(string address)
    {
        var seen = new TaskCompletionSource();
        using var mark = channel.Listen(rows =>
        {
            if (rows[0].Domain == "mark")
            {
                seen.TrySetResult();
            }
        });
        caches.Listening[address](PushMessage.Heartbeat);
        caches.Listening[address](PushMessage.Write([new("mark", "key", 0, 1)]));
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!holds())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    private sealed class Domains(params string[] names) : IBlueprint
    {
        private Action<BlueprintSnapshot>? changed;

        public BlueprintSnapshot Current { get; private set; } = Snapshot(1, names);

        public IDisposable OnChange(Action<BlueprintSnapshot> listener)
        {
            changed += listener;
            return new MemoryStream();
        }

        public void Swap(params string[] next)
        {
            Current = Snapshot(Current.Generation + 1, next);
            changed?.Invoke(Current);
        }

        private static BlueprintSnapshot Snapshot(long generation, string[] names) =>
            new(generation, names.Select(UnknownKeyLimit.Domain).ToFrozenDictionary(domain => domain.Name));
    }

    /// <summary>Caches of which only listening works.</summary>
    private sealed class Caches : IRedisClients
    {
        public ConcurrentDictionary<string, Action<ReadOnlyMemory<byte>>> Listening { get; } = new();

        public IRedisClient Get(string connectionString) => new Cache(this, connectionString);

        public IReadOnlyList<RedisCacheView> Read(Func<string, string> nameOf) => [];

        public ValueTask DisposeAsync() => default;

        private sealed class Cache(Caches all, string address) : IRedisClient, IAsyncDisposable
        {
            public ValueTask<IAsyncDisposable> SubscribeAsync(string channel, Action<ReadOnlyMemory<byte>> received, TimeSpan? silence, CancellationToken cancellationToken)
            {
                all.Listening[address] = received;
                return new(new Cache(all, address));
            }

            public ValueTask DisposeAsync()
            {
                all.Listening.TryRemove(address, out _);
                return default;
            }

            public bool FailsAsWhole => true;

            public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<RedisBatch<byte[]?>> GetManyAsync(IReadOnlyList<string> keys, TimeSpan patience, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<byte[]?[]> HashGetAsync(string key, IReadOnlyList<string> fields, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<RedisBatch<byte[]?[]>> HashGetManyAsync(IReadOnlyList<string> keys, IReadOnlyList<string> fields, TimeSpan patience, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<byte[]?> PutIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<byte[]?> GetFromPrimaryAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<long> EvaluateAsync(RedisScript script, string key, IReadOnlyList<ReadOnlyMemory<byte>> arguments, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<bool> DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask PublishAsync(string channel, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) => throw new NotSupportedException();

            public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

            public RedisShard ShardOf(string key) => throw new NotSupportedException();
        }
    }
}
