using Servepath.Kernel;
using Servepath.Redis;
using Servepath.Resilience;

namespace Servepath.Serving.Caching;

/// <summary>The realtime groups of rows, in the domain's order.</summary>
internal static class RealtimeFields
{
    public static readonly GroupValue[] None = [];

    public static ValueTask<GuardOutcome<byte[]?[]>> AskAsync(ClusterDomain at, string key, CancellationToken cancellationToken) =>
        at.Fields.Length == 0
            ? new(new GuardOutcome<byte[]?[]>([], GuardFailure.None, null))
            : at.RealtimeGuard.ExecuteAsync(
                static (ask, token) => ask.At.Realtime.HashGetAsync(CacheKeys.Realtime(ask.At.Name, ask.Key), ask.At.Fields, token),
                (At: at, Key: key),
                cancellationToken);

    public static ValueTask<GuardOutcome<RedisBatch<byte[]?[]>>> AskManyAsync(ClusterDomain at, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        if (at.Fields.Length == 0)
        {
            var nothing = new byte[]?[keys.Count][];
            Array.Fill(nothing, []);
            return new(new GuardOutcome<RedisBatch<byte[]?[]>>(new(nothing), GuardFailure.None, null));
        }

        var names = new string[keys.Count];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = CacheKeys.Realtime(at.Name, keys[i]);
        }

        return at.RealtimeGuard.ExecuteAsync(
            static (ask, token) => ask.At.Realtime.HashGetManyAsync(ask.Names, ask.At.Fields, ask.At.RealtimePatience, token), (At: at, Names: names), cancellationToken);
    }

    /// <summary>Bytes that are no field count as nothing known: the next write of the group, or the sweep, puts them right.</summary>
    public static GroupValue[] Read(byte[]?[] fields)
    {
        if (fields.Length == 0)
        {
            return None;
        }

        var values = new GroupValue[fields.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (fields[i] is { } bytes)
            {
                GroupField.TryRead(bytes, out values[i]);
            }
        }

        return values;
    }
}
