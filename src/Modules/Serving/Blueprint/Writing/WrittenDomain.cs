using Servepath.Resilience;

namespace Servepath.Serving.Blueprint.Writing;

/// <summary>A serving domain as its file says, defaults filled in, nothing checked or resolved yet.</summary>
internal sealed record WrittenDomain(
    string Name,
    string KeyPattern,
    int KeyMaxBytes,
    string Storage,
    IReadOnlyList<WrittenGroup> Groups,
    IReadOnlyList<string> Views,
    IReadOnlyDictionary<string, WrittenCluster> Clusters,
    WrittenLifetimes Lifetimes,
    bool KeepBoth,
    IReadOnlyList<NamedRows> Names);

internal sealed record WrittenGroup(int Id, string Name, string Owner, GroupClass Class, int MaxBytes);

internal sealed record WrittenCluster(string Cache, string Realtime, IReadOnlyDictionary<string, GuardSettings> Guards);

internal sealed record WrittenLifetimes(int CacheSeconds, int RealtimeSeconds, int UnknownSeconds, int NearMs);
