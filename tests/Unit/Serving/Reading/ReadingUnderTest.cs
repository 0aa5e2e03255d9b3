using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading;
using Servepath.Serving.Reading.Laddering;
using Servepath.Serving.Reading.Merging;
using Servepath.Serving.Reading.Near;
using Servepath.Serving.Reading.Watching;

namespace Servepath.Tests.Unit.Serving.Reading;

/// <summary>A node's reading over a scripted source, a scripted push channel and a clock of its own.</summary>
internal sealed class ReadingUnderTest : IAsyncDisposable
{
    public static readonly ServingDomain Thing = Make("thing");

    public ReadingUnderTest(ServingDomain? domain = null, TimeProvider? clock = null, params IView[] views)
    {
        domain ??= Thing;
        var time = clock ?? Time;
        Blueprint.Current = new(1, new Dictionary<string, ServingDomain> { [domain.Name] = domain }.ToFrozenDictionary());
        Tools = new((views.Length > 0 ? views : [new MinuteView()]).ToFrozenDictionary(view => view.Name), time);
        Near = new(Settings, Push, time);
        Watch = new(Near, Push, time);
        var flights = new Flights();
        Reader = new(Blueprint, Source, Near, flights, Tools, Settings, Metrics, NullLogger<RowReader>.Instance);
        Receiver = new(Push, Near, flights, Watch);
        Receiver.StartAsync(default);
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public ReadingSettings Settings { get; } = new() { NearRows = 100, ToldRows = 100 };

    public ScriptedSource Source { get; } = new();

    public ScriptedPush Push { get; } = new();

    public ScriptedBlueprint Blueprint { get; } = new();

    public ReadingTools Tools { get; }

    public ReadingMetrics Metrics { get; } = new("csp");

    public NearRows Near { get; }

    public RowWatch Watch { get; }

    public RowReader Reader { get; }

    public PushReceiver Receiver { get; }

    public ValueTask<ReadResult> Read(string key = "a", CancellationToken cancellationToken = default) => Reader.ReadAsync("thing", key, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await Receiver.StopAsync(default);
        await Watch.DisposeAsync();
        Metrics.Dispose();
    }

    /// <summary>base (1) and text (4) are cached; pulse (2) and stock (3) are realtime.</summary>
    public static ServingDomain Make(string name, int nearMs = 1000) => new()
    {
        Name = name,
        KeyPattern = new Regex(@"\A[a-z0-9-]+\z"),
        KeyMaxBytes = 50,
        Groups = [Group(1, "base", GroupClass.Cached), Group(2, "pulse", GroupClass.Realtime), Group(3, "stock", GroupClass.Realtime), Group(4, "text", GroupClass.Cached)],
        RealtimeGroups = [Group(2, "pulse", GroupClass.Realtime), Group(3, "stock", GroupClass.Realtime)],
        Views = ["words"],
        Storage = "s",
        Clusters = new Dictionary<string, ClusterCaches> { ["csp"] = new("c", "r", FrozenDictionary<string, GuardSettings>.Empty) }.ToFrozenDictionary(),
        CacheLifetime = TimeSpan.FromHours(1),
        RealtimeLifetime = TimeSpan.FromMinutes(10),
        UnknownLifetime = TimeSpan.FromSeconds(10),
        NearLifetime = TimeSpan.FromMilliseconds(nearMs),
        KeepBoth = false,
        Names = [],
    };

    public static GroupValue Value(long version) => version == 0 ? default : GroupValue.Plain(version, Body(version));

    public static byte[] Body(long version) => Encoding.UTF8.GetBytes($$"""{"n":{{version}}}""");

    /// <summary>A row whose image holds the four groups at these versions (0: not at all), and whose realtime fields are these.</summary>
    public static FetchedRow Fetched(long[] image, long[]? realtime = null, RowLayer layer = RowLayer.Cache) =>
        Fetched([.. image.Select(Value)], realtime?.Select(Value).ToArray(), layer);

    public static FetchedRow Fetched(GroupValue[] image, GroupValue[]? realtime = null, RowLayer layer = RowLayer.Cache)
    {
        RowImage.TryOpen(RowImage.Write([.. image.Select((value, index) => new ImageGroup((ushort)(index + 1), value))]), out var opened);
        return new(layer, opened, realtime ?? [], realtime is not null);
    }

    private static ServingGroup Group(ushort id, string name, GroupClass kind) => new(id, name, "somebody", kind, 1000);
}

/// <summary>Gives what the test says, and counts.</summary>
internal sealed class ScriptedSource : IRowSource
{
    public Func<string, CancellationToken, ValueTask<FetchedRow>> Script { get; set; } = (_, _) => new(default(FetchedRow));

    public int Fetches { get; private set; }

    public List<IReadOnlyList<string>> Batches { get; } = [];

    public void Gives(FetchedRow row) => Script = (_, _) => new(row);

    public ValueTask<FetchedRow> FetchAsync(ServingDomain domain, string key, CancellationToken cancellationToken)
    {
        Fetches++;
        return Script(key, cancellationToken);
    }

    public async ValueTask<FetchedRow[]> FetchManyAsync(ServingDomain domain, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        Batches.Add([.. keys]);
        var rows = new FetchedRow[keys.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = await Script(keys[i], cancellationToken);
        }

        return rows;
    }

    public ValueTask<GroupValue[]?> FetchRealtimeAsync(ServingDomain domain, string key, CancellationToken cancellationToken) => new((GroupValue[]?)null);
}

internal sealed class ScriptedPush : IPushChannel
{
    private readonly List<Action<IReadOnlyList<PushedRow>>> listeners = [];

    public bool IsAlive { get; set; } = true;

    public IDisposable Listen(Action<IReadOnlyList<PushedRow>> received)
    {
        listeners.Add(received);
        return new CancellationTokenSource();
    }

    public void Send(ushort group, long version, string key = "a", string domain = "thing") =>
        listeners.ForEach(listener => listener([new(domain, key, group, version)]));
}

internal sealed class ScriptedBlueprint : IBlueprint
{
    public BlueprintSnapshot Current { get; set; } = null!;

    public IDisposable OnChange(Action<BlueprintSnapshot> changed) => new CancellationTokenSource();
}

/// <summary>A view that says the pulse, the region and the minute, changes by itself each minute, and counts its computations.</summary>
internal sealed class MinuteView : IView
{
    public int Computed { get; private set; }

    public string Name => "words";

    public IReadOnlyList<string> Groups => ["pulse"];

    public ViewResult Compute(IViewGroups groups, DateTimeOffset now, string region)
    {
        Computed++;
        var json = $$"""{"pulse":{{(groups["pulse"].IsEmpty ? "null" : Encoding.UTF8.GetString(groups["pulse"].Span))}},"region":"{{region}}","minute":{{now.Minute}}}""";
        var minute = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, now.Minute, 0, TimeSpan.Zero);
        return new(json, Encoding.UTF8.GetBytes(json), minute.AddMinutes(1));
    }
}
