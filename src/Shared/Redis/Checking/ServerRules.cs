namespace Servepath.Redis.Checking;

/// <summary>What every server of a cache should have, in a cluster or not.</summary>
internal static class ServerRules
{
    /// <summary>Of a cache that is no cluster: whether all of its servers answer, one takes the writes, and the others copy it.</summary>
    public static RedisFinding Roles(IReadOnlyList<NodeReport> reports)
    {
        const string Subject = "roles";
        const string Advice = "one primary, and the rest its replicas: writes go to the primary, reads to a replica while it is away";
        var silent = reports.Where(static report => report.Failure is not null).ToArray();
        var untold = reports.Except(silent).Where(static report => !report.Info.ContainsKey("role")).ToArray();
        var primaries = reports.Where(static report => report.Info.GetValueOrDefault("role") == "master").ToArray();
        var apart = reports.Where(static report => report.Info.GetValueOrDefault("master_link_status") == "down").ToArray();
        return silent.Length > 0 ? Lacks($"no answer from {Findings.Names(silent, 0)}")
            : untold.Length > 0 ? new(RedisVerdict.Unknown, Subject, $"could not be read on {Findings.Names(untold, 0)}", $"right would be: {Advice}")
            : primaries.Length == 0 ? Lacks($"no primary is named, {Findings.Names(reports, 0)} only copies another: nothing can be written")
            : primaries.Length > 1 ? Lacks($"{Findings.Names(primaries, 0)} are each a primary of its own, with data of its own")
            : apart.Length > 0 ? Lacks($"{Findings.Names(apart, 0)} does not hear its primary")
            : new(RedisVerdict.Fine, Subject, reports.Count == 1 ? "a primary" : $"a primary, {Findings.Names(primaries, 0)}, and its replicas", "");

        static RedisFinding Lacks(string found) => new(RedisVerdict.Lacking, Subject, found, Advice);
    }

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
