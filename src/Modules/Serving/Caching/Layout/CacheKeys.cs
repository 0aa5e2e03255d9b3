using System.Globalization;
using Servepath.Serving.Blueprint;

namespace Servepath.Serving.Caching;

/// <summary>
/// How keys are named. Read-through <c>r:domain:key</c> → row image or lease; realtime <c>t:domain:key</c> → hash, field =
/// group id, value = <see cref="Kernel.GroupField"/>. No two keys are ever touched by one command that must be atomic, so
/// that a Redis Cluster may spread them as it likes.
/// </summary>
internal static class CacheKeys
{
    public static string Row(string domain, string key) => $"r:{domain}:{key}";

    public static string Realtime(string domain, string key) => $"t:{domain}:{key}";

    public static string Push(string cluster) => $"push:{cluster}";

    public static string Field(ushort groupId) => groupId.ToString(CultureInfo.InvariantCulture);

    public static string[] Fields(ServingDomain domain) => [.. domain.RealtimeGroups.Select(group => Field(group.Id))];
}
