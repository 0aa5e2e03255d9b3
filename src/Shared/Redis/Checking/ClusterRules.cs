using System.Globalization;

namespace Servepath.Redis.Checking;

/// <summary>
/// What a cluster needs to get over the loss of nodes; docs/runbook.md says why. Pure: it sees only what nodes told.
/// </summary>
internal static class ClusterRules
{
    private const long ShortestTimeoutMs = 1000;
    private const long LongestTimeoutMs = 10_000;

    // A backlog of so much takes over a replica that was away for a moment; a small data set is as soon copied whole.
    private const long EnoughBacklog = 16 << 20;

    public static IEnumerable<RedisFinding> Judge(IReadOnlyList<NodeReport> reports)
    {
        var primaries = reports.Where(static report => report.IsPrimary).ToArray();
        var silent = reports.Where(static report => report.Failure is not null).ToArray();
        yield return silent.Length == 0
            ? new(RedisVerdict.Fine, "nodes", "all answer", "")
            : new(
                RedisVerdict.Lacking,
                "nodes",
                string.Join("; ", silent.GroupBy(static report => report.Failure).Select(group => $"{Findings.Names(group, reports.Count)}: {group.Key}")),
                "bring them back, or have the cluster forget them (CLUSTER FORGET)");

        var slots = primaries.Sum(static report => report.Line!.Slots.Sum(static range => range.Last - range.First + 1));
        yield return slots == Nodes.SlotHash.Slots
            ? new(RedisVerdict.Fine, "slots", "all are held", "")
            : new(RedisVerdict.Lacking, "slots", $"{Nodes.SlotHash.Slots - slots} are held by nobody", "give them to a shard (redis-cli --cluster fix): their keys can be neither read nor written");

        yield return Replicas(reports, primaries);
        yield return Setting(reports, "cluster-require-full-coverage", "no", "with yes, one lost shard stops all others");
        yield return Setting(reports, "cluster-allow-reads-when-down", "yes", "with no, whole replicas refuse reads while the cluster is not sure of itself");
        yield return Findings.Of(
            reports,
            "cluster-node-timeout",
            static report => report.Setting("cluster-node-timeout") is { } ms ? $"{ms.ToString(CultureInfo.InvariantCulture)} ms" : null,
            static report => report.Setting("cluster-node-timeout") is >= ShortestTimeoutMs and <= LongestTimeoutMs,
            $"{ShortestTimeoutMs} to {LongestTimeoutMs} ms: a shard takes no writes for about so long when its primary dies, and below a second a pause looks like a death");
        yield return Restart(primaries, reports);
        yield return ReplicaBuffer(primaries);
        yield return Findings.Of(
            primaries,
            "repl-backlog-size",
            static report => report.Setting("repl-backlog-size") is { } size ? $"{Findings.Size(size)} for {Findings.Size(report.Dataset)} of data" : null,
            static report => report.Dataset < EnoughBacklog || report.Setting("repl-backlog-size") >= Math.Max(EnoughBacklog, report.Dataset / 100),
            "16 MB or a hundredth of the data, whichever is more: a replica that was away for a moment then need not copy everything");
    }

    private static RedisFinding Setting(IReadOnlyList<NodeReport> reports, string name, string right, string why) => Findings.Of(
        reports, name, report => report.Config.GetValueOrDefault(name), report => report.Config[name] == right, $"{right}: {why}");

    private static RedisFinding Replicas(IReadOnlyList<NodeReport> reports, NodeReport[] primaries)
    {
        var counts = primaries.Select(primary => (Primary: primary, Count: Count(primary))).ToArray();
        var bare = counts.Where(static one => one.Count == 0).Select(static one => one.Primary).ToArray();
        return bare.Length > 0
            ? new(RedisVerdict.Lacking, "replicas", $"none that answers for {Findings.Names(bare, primaries.Length)}", "one at least for each shard: without, its data goes with its primary")
            : new(RedisVerdict.Fine, "replicas", counts.Length == 0 ? "no shard" : $"{counts.Min(static one => one.Count)} or more for each shard", "");

        // The primary itself knows best; the map comes from one node, which may not have heard of a change yet.
        long Count(NodeReport primary) => primary.Info.ContainsKey("connected_slaves")
            ? primary.Number("connected_slaves")
            : reports.Count(report => report.Failure is null && report.Line?.PrimaryId == primary.Line!.Id);
    }

    // A primary that starts at once, before the others hold it for dead, stays primary with nothing in it, and its replicas copy that.
    private static RedisFinding Restart(NodeReport[] primaries, IReadOnlyList<NodeReport> reports)
    {
        const string Subject = "restart of primaries";
        const string Advice = "turn on appendonly or save, or have whatever restarts servers wait for longer than twice the cluster-node-timeout, so that a replica is elected first";
        var told = primaries.Where(static report => report.Failure is null).ToArray();
        var unread = told.Where(static report => !report.Config.ContainsKey("save") || !report.Config.ContainsKey("appendonly")).ToArray();
        var fleeting = told.Except(unread).Where(static report => report.Config["save"].Length == 0 && report.Config["appendonly"] == "no").ToArray();

        // One that was elected keeps the id of the data that it had taken over, one that started as it is has none; and one that
        // is new to the cluster has no replica that is older.
        var restarted = fleeting.Where(report =>
            report.Info.GetValueOrDefault("master_replid2") is { } before && before.All(static digit => digit == '0')
            && reports.Any(other => other.Line?.PrimaryId == report.Line!.Id && other.Number("uptime_in_seconds") > report.Number("uptime_in_seconds") + 60)).ToArray();
        return restarted.Length > 0
            ? new(RedisVerdict.Lacking, Subject, $"no persistence, and started anew as a primary: {string.Join(", ", restarted.Select(static report => $"{report.Address} {report.Number("uptime_in_seconds")} s ago"))}", Advice)
            : unread.Length > 0
                ? new(RedisVerdict.Unknown, Subject, $"save and appendonly could not be read on {Findings.Names(unread, primaries.Length)}", Advice)
            : fleeting.Length > 0
                ? new(RedisVerdict.Unknown, Subject, $"no persistence on {Findings.Names(fleeting, primaries.Length)}, and how servers are restarted cannot be seen from here", Advice)
                : new(RedisVerdict.Fine, Subject, "all have persistence", "");
    }

    private static RedisFinding ReplicaBuffer(NodeReport[] primaries) => Findings.Of(
        primaries,
        "client-output-buffer-limit replica",
        static report => Buffer(report) is { } buffer
            ? $"hard {(buffer.Hard == 0 ? "unlimited" : Findings.Size(buffer.Hard))}, soft {(buffer.Soft == 0 ? "unlimited" : $"{Findings.Size(buffer.Soft)} for {buffer.Seconds} s")} for {Findings.Size(report.Dataset)} of data"
            : null,
        static report => Buffer(report) is { } buffer && IsEnough(buffer.Hard, report.Dataset) && IsEnough(buffer.Soft, report.Dataset),
        "a quarter of the data or more, or 0 (unlimited): it holds what is written while a replica copies everything, and when it overflows the copying begins again");

    private static bool IsEnough(long limit, long dataset) => limit == 0 || limit >= dataset / 4;

    // "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60"
    private static (long Hard, long Soft, long Seconds)? Buffer(NodeReport report)
    {
        var words = report.Config.GetValueOrDefault("client-output-buffer-limit", "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, static word => word is "slave" or "replica");
        return at >= 0 && at + 3 < words.Length && long.TryParse(words[at + 1], out var hard) && long.TryParse(words[at + 2], out var soft) && long.TryParse(words[at + 3], out var seconds)
            ? (hard, soft, seconds)
            : null;
    }
}
