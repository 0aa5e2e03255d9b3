using Servepath.Kernel;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>Which layer gave a row.</summary>
public enum RowLayer
{
    /// <summary>None could.</summary>
    None,

    /// <summary>The read-through cache.</summary>
    Cache,

    /// <summary>Common storage.</summary>
    Storage,
}

/// <summary>What the layers behind the near cache hold of one row, not yet merged.</summary>
/// <param name="Layer">Which layer gave <paramref name="Image"/>; <see cref="RowLayer.None"/> when neither cache nor storage answered: unavailable, which is not the same as missing.</param>
/// <param name="Image">The row; the default when unavailable; revision 0 when storage does not know the key.</param>
/// <param name="Realtime">The realtime groups in the domain's order, version 0 where the realtime cache holds none; empty when it did not answer.</param>
/// <param name="RealtimeAnswered">Whether the realtime cache answered. When it did not, what it might hold newer is stale.</param>
public readonly record struct FetchedRow(RowLayer Layer, RowImage Image, GroupValue[] Realtime, bool RealtimeAnswered);

/// <summary>
/// Answers "cache ∥ realtime, else storage" for one cluster: both caches are asked at the same time; a miss takes a
/// lease, reads storage and fills. Never throws for a part that is down: the result says what answered. Thread-safe.
/// </summary>
public interface IRowSource
{
    /// <summary>Fetches one row.</summary>
    ValueTask<FetchedRow> FetchAsync(ServingDomain domain, string key, CancellationToken cancellationToken);

    /// <summary>Fetches many rows in one round trip a layer, in the order of <paramref name="keys"/>.</summary>
    ValueTask<FetchedRow[]> FetchManyAsync(ServingDomain domain, IReadOnlyList<string> keys, CancellationToken cancellationToken);

    /// <summary>Only the realtime groups of one row; null when the realtime cache did not answer.</summary>
    ValueTask<GroupValue[]?> FetchRealtimeAsync(ServingDomain domain, string key, CancellationToken cancellationToken);
}

/// <summary>One row's news, as pushed within a cluster after each written batch.</summary>
/// <param name="Domain">Serving domain.</param>
/// <param name="Key">Key of the row.</param>
/// <param name="GroupId">The group that changed; 0 means the whole row, and <paramref name="Version"/> is then its revision.</param>
/// <param name="Version">What it has now.</param>
public readonly record struct PushedRow(string Domain, string Key, ushort GroupId, long Version);

/// <summary>The push channel of one cluster, as its nodes hear it. Thread-safe.</summary>
public interface IPushChannel
{
    /// <summary>Whether the heartbeat has been heard lately. While it is silent, news may be missed and near entries must live 100 ms.</summary>
    bool IsAlive { get; }

    /// <summary>Calls <paramref name="received"/> for each message until the result is disposed. Runs on a worker of the channel, one message at a time; must not block.</summary>
    IDisposable Listen(Action<IReadOnlyList<PushedRow>> received);
}
