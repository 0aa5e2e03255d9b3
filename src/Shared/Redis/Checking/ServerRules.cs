namespace Servepath.Redis.Checking;

/// <summary>What every server of a cache should have, in a cluster or not.</summary>
internal static class ServerRules
{
    public static IEnumerable<RedisFinding> Judge(IReadOnlyList<NodeReport> reports)
    {
        yield return Findings.Of(
            reports,
            "maxmemory",
            static report => report.Setting("maxmemory") is { } most ? most == 0 ? "no limit" : Findings.Size(most) : null,
            static report => report.Setting("maxmemory") > 0,
            "a limit: without one a cache grows until the system kills it");
        yield return Findings.Of(
            reports,
            "maxmemory-policy",
            static report => report.Config.GetValueOrDefault("maxmemory-policy"),
            static report => report.Config["maxmemory-policy"] != "noeviction",
            "allkeys-lru or another that evicts: a full cache that evicts nothing refuses every write");
    }
}
