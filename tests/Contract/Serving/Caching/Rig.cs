using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Kernel;
using Servepath.Redis;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Caching;

/// <summary>One cluster's caches on given servers, over a storage in memory; each test has domains of its own in it.</summary>
internal sealed class Rig : IAsyncDisposable
{
    public const string Cluster = "csp";

    private readonly string folder = Directory.CreateTempSubdirectory("servepath-caching-").FullName;

    public Rig(IRedisServer cache, IRedisServer realtime, GuardSettings? guards = null, CachingSettings? caching = null)
    {
        Settings = caching ?? new();
        var settings = guards ?? new GuardSettings { TimeoutMs = 2000 };
        var caches = new ClusterCaches(cache.ConnectionString, realtime.ConnectionString, new Dictionary<string, GuardSettings>
        {
            ["cache"] = settings,
            ["realtime"] = settings,
            ["storage"] = new() { TimeoutMs = 2000 },
        }.ToFrozenDictionary());
        Domain = Make($"d{Guid.NewGuid():N}", caches);
        Keeping = Make($"k{Guid.NewGuid():N}", caches) with { KeepBoth = true, Names = [new("text", "ids", Domain.Name)] };
        Blueprint = new(Domain, Keeping);
        Clients = new RedisClients(TimeProvider.System, NullLoggerFactory.Instance);
        Guards = ResilienceModule.CreateGuards(new(folder), TimeProvider.System, NullLoggerFactory.Instance);
        Domains = new(Cluster, Clients, Guards);
        Source = new(Domains, Storage, Settings, TimeProvider.System);
        Pipeline = NewPipeline();
    }

    public CachingSettings Settings { get; }

    public MemoryStorage Storage { get; } = new();

    public MemoryOffsets Offsets { get; } = new();

    /// <summary>Groups: 1 text (cached), 2 first and 3 second (realtime).</summary>
    public ServingDomain Domain { get; }

    /// <summary>A domain whose rows are kept, and which names rows of <see cref="Domain"/> in its group text.</summary>
    public ServingDomain Keeping { get; }

    public TestBlueprint Blueprint { get; }

    public IRedisClients Clients { get; }

    public IGuards Guards { get; }

    public ClusterDomains Domains { get; }

    public ClusterDomain At => Domains.Of(Domain);

    public RowSource Source { get; }

    public CachePipeline Pipeline { get; }

    public static string NewKey() => $"k{Guid.NewGuid():N}";

    public static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;

    public static GroupValue Value(long version) => GroupValue.Plain(version, Encoding.UTF8.GetBytes($"{{\"n\":{version}}}"));

    public CachePipeline NewPipeline(IConsumerLead? lead = null) =>
        new(Cluster, Blueprint, Clients, Guards, Storage, Storage, Offsets, lead ?? new AlwaysLeading(), Settings, TimeProvider.System, NullLogger<CachePipeline>.Instance);

    public long Write(string key, ushort group, long version, bool notice = true) => Storage.Write(Domain.Name, key, group, Value(version), notice);

    /// <summary>Writes a row of revision 1 for each of <paramref name="keys"/>, and reads them until the cache has all: a slow machine may give up a fill.</summary>
    public async Task FillAsync(IReadOnlyList<string> keys)
    {
        foreach (var key in keys)
        {
            Write(key, 1, 1);
        }

        await Probe.UntilAsync("every row is cached", async () =>
        {
            await Source.FetchManyAsync(Domain, keys, Soon());
            return (await CachedAsync(keys)).All(static one => one == 1);
        });
    }

    /// <summary>The revisions that the read-through cache holds; -1 where there is none.</summary>
    public async Task<long[]> CachedAsync(IReadOnlyList<string> keys)
    {
        var found = await At.Cache.GetManyAsync([.. keys.Select(key => CacheKeys.Row(Domain.Name, key))], Soon());
        return [.. found.Values.Select(static bytes => bytes is not null && RowImage.TryOpen(bytes, out var image) ? image.Revision : -1)];
    }

    public ValueTask<FetchedRow> FetchAsync(string key) => Source.FetchAsync(Domain, key, Soon());

    /// <summary>The revision that the read-through cache holds; -1 when there is none, -2 when there is a lease.</summary>
    public async Task<long> CachedAsync(string key, ServingDomain? domain = null)
    {
        var bytes = await At.Cache.GetAsync(CacheKeys.Row((domain ?? Domain).Name, key), Soon());
        return bytes switch
        {
            null => -1,
            _ when Lease.Is(bytes) => -2,
            _ => RowImage.TryOpen(bytes, out var image) ? image.Revision : throw new InvalidOperationException("no row"),
        };
    }

    /// <summary>The versions that the realtime cache holds of the two realtime groups.</summary>
    public async Task<long[]> RealtimeAsync(string key) =>
        [.. RealtimeFields.Read(await At.Realtime.HashGetAsync(CacheKeys.Realtime(Domain.Name, key), At.Fields, Soon())).Select(value => value.Version)];

    public Change Change(string key, string group, long version) => new(Domain.Name, key, group, TimeProvider.System.GetUtcNow(), Value(version));

    public async ValueTask DisposeAsync()
    {
        Pipeline.Dispose();
        await Clients.DisposeAsync();
        if (Guards is IAsyncDisposable guards)
        {
            await guards.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static ServingDomain Make(string name, ClusterCaches caches)
    {
        ServingGroup[] groups = [new(1, "text", "o", GroupClass.Cached, 9999), new(2, "first", "o", GroupClass.Realtime, 9999), new(3, "second", "o", GroupClass.Realtime, 9999)];
        return new()
        {
            Name = name,
            KeyPattern = new Regex("^[a-z0-9]+$"),
            KeyMaxBytes = 40,
            Groups = [.. groups],
            RealtimeGroups = [groups[1], groups[2]],
            Views = [],
            Storage = "none",
            Clusters = new Dictionary<string, ClusterCaches> { [Cluster] = caches }.ToFrozenDictionary(),
            CacheLifetime = TimeSpan.FromHours(1),
            RealtimeLifetime = TimeSpan.FromMinutes(10),
            UnknownLifetime = TimeSpan.FromSeconds(10),
            NearLifetime = TimeSpan.FromSeconds(1),
            KeepBoth = false,
            Names = [],
        };
    }
}

/// <summary>A blueprint that a test swaps.</summary>
internal sealed class TestBlueprint(params ServingDomain[] domains) : IBlueprint
{
    private Action<BlueprintSnapshot>? changed;

    public BlueprintSnapshot Current { get; private set; } = new(1, domains.ToFrozenDictionary(domain => domain.Name));

    public IDisposable OnChange(Action<BlueprintSnapshot> listener)
    {
        changed += listener;
        return new Nothing();
    }

    public void Swap(params ServingDomain[] next)
    {
        Current = new(Current.Generation + 1, next.ToFrozenDictionary(domain => domain.Name));
        changed?.Invoke(Current);
    }

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}

/// <summary>The only process that there is.</summary>
internal sealed class AlwaysLeading : IConsumerLead
{
    public Task RunAsync(string group, Func<CancellationToken, Task> work, CancellationToken stopping) => work(stopping);
}

/// <summary>Positions of consumers in memory.</summary>
internal sealed class MemoryOffsets : IConsumerOffsets
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, LogPosition> positions = [];

    public LogPosition this[string group] => positions.GetValueOrDefault(group, LogPosition.Beginning);

    public ValueTask<LogPosition> LoadAsync(string group, CancellationToken cancellationToken) => new(this[group]);

    public ValueTask SaveAsync(string group, LogPosition position, CancellationToken cancellationToken)
    {
        positions[group] = position;
        return default;
    }
}
