using System.Collections.Concurrent;
using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Servepath.Resilience;

/// <summary>The guards of one process, kept in step with the file of switches that processes share.</summary>
internal sealed class Guards : IGuards, IAsyncDisposable
{
    private static readonly TimeSpan FollowEvery = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<GuardName, ComponentGuard> guards = new();
    private readonly Lock fileLock = new();
    private readonly Lock positionsLock = new();
    private readonly SwitchFile file;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly GuardMetrics metrics;
    private readonly ITimer follow;
    private FrozenDictionary<GuardName, SwitchPosition> positions = FrozenDictionary<GuardName, SwitchPosition>.Empty;

    public Guards(SwitchFile file, TimeProvider time, ILogger logger)
    {
        this.file = file;
        this.time = time;
        this.logger = logger;
        metrics = new(() => guards.Values);
        Follow();
        follow = time.CreateTimer(_ => Follow(), null, FollowEvery, FollowEvery);
    }

    public IReadOnlyList<IGuard> All => [.. guards.Values.OrderBy(guard => guard.Name.ToString(), StringComparer.Ordinal)];

    public IGuard Get(GuardName name, GuardSettings settings, Func<bool>? failsAsWhole = null)
    {
        if (guards.TryGetValue(name, out var guard))
        {
            guard.Use(settings);
        }
        else
        {
            // Under the lock, or a position that arrives between the look-up and the adding would pass the new guard by.
            lock (positionsLock)
            {
                guard = guards.GetOrAdd(name, _ => new(name, settings, positions.GetValueOrDefault(name), time, metrics, logger));
            }
        }

        if (failsAsWhole is not null)
        {
            guard.Ask(failsAsWhole);
        }

        return guard;
    }

    public void Set(GuardName name, SwitchPosition position)
    {
        lock (fileLock)
        {
            FrozenDictionary<GuardName, SwitchPosition>? written = null;
            try
            {
                written = file.Write(name, position);
            }
            finally
            {
                // Also when the disk refuses: in an emergency a switch that holds in this process alone is better than none.
                Apply(written ?? new Dictionary<GuardName, SwitchPosition>(positions) { [name] = position }.ToFrozenDictionary());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await follow.DisposeAsync();
        metrics.Dispose();
    }

    private void Follow()
    {
        // A tick that finds the file in use leaves the work to the next one.
        if (!fileLock.TryEnter())
        {
            return;
        }

        try
        {
            if (file.TryReadChanged(out var changed))
            {
                Apply(changed);
            }
        }
        finally
        {
            fileLock.Exit();
        }
    }

    private void Apply(FrozenDictionary<GuardName, SwitchPosition> changed)
    {
        lock (positionsLock)
        {
            positions = changed;
            foreach (var guard in guards.Values)
            {
                guard.Turn(changed.GetValueOrDefault(guard.Name));
            }
        }
    }
}
