using Servepath.Redis;
using Servepath.Redis.Checking;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class ClusterRulesTests
{
    private static readonly Dictionary<string, string> Good = new()
    {
        ["cluster-require-full-coverage"] = "no",
        ["cluster-allow-reads-when-down"] = "yes",
        ["cluster-node-timeout"] = "5000",
        ["save"] = "",
        ["appendonly"] = "yes",
        ["client-output-buffer-limit"] = "normal 0 0 0 slave 1073741824 1073741824 60 pubsub 33554432 8388608 60",
        ["repl-backlog-size"] = "67108864",
        ["maxmemory"] = "6442450944",
        ["maxmemory-policy"] = "allkeys-lru",
    };

    private static readonly Dictionary<string, string> Info = new()
    {
        ["used_memory_dataset"] = "4294967296",
        ["uptime_in_seconds"] = "86400",
        ["master_replid2"] = new string('0', 40),
    };

    [Fact]
    public void A_cluster_that_follows_the_advice_lacks_nothing() =>
        Judge(Cluster()).Should().OnlyContain(finding => finding.Verdict == RedisVerdict.Fine && finding.Advice.Length == 0);

    [Theory]
    [InlineData("cluster-require-full-coverage", "yes", "cluster-require-full-coverage")]
    [InlineData("cluster-allow-reads-when-down", "no", "cluster-allow-reads-when-down")]
    [InlineData("cluster-node-timeout", "15000", "cluster-node-timeout")]
    [InlineData("cluster-node-timeout", "500", "cluster-node-timeout")]
    [InlineData("client-output-buffer-limit", "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60", "client-output-buffer-limit replica")]
    [InlineData("repl-backlog-size", "1048576", "repl-backlog-size")]
    [InlineData("maxmemory", "0", "maxmemory")]
    [InlineData("maxmemory-policy", "noeviction", "maxmemory-policy")]
    public void What_is_set_wrong_is_lacking_alone_and_named_with_its_node(string setting, string value, string subject)
    {
        var findings = Judge(Cluster((0, setting, value)));
        var lacking = findings.Where(finding => finding.Verdict == RedisVerdict.Lacking).Should().ContainSingle().Subject;
        lacking.Subject.Should().Be(subject);
        lacking.Found.Should().Contain("10.0.0.1:7000");
        lacking.Advice.Should().NotBeEmpty();
    }

    [Fact]
    public void No_limit_of_the_replicas_buffer_is_enough() =>
        Judge(Cluster((0, "client-output-buffer-limit", "normal 0 0 0 slave 0 0 0 pubsub 0 0 0"))).Should().OnlyContain(finding => finding.Verdict == RedisVerdict.Fine);

    [Fact]
    public void What_may_not_be_read_is_unknown_and_not_taken_for_fine()
    {
        foreach (var setting in Good.Keys.Except(["save", "appendonly"]))
        {
            var finding = Judge(Cluster((1, setting, null))).Should().ContainSingle(finding => finding.Verdict != RedisVerdict.Fine, setting).Subject;
            finding.Verdict.Should().Be(RedisVerdict.Unknown);
            finding.Found.Should().Be("could not be read on 10.0.0.1:7001");
        }

        Judge(Cluster((1, "save", null))).Single(finding => finding.Verdict == RedisVerdict.Unknown).Subject.Should().Be("restart of primaries");
    }

    [Fact]
    public void Without_persistence_it_is_said_that_restarts_cannot_be_seen_and_one_that_was_seen_is_lacking()
    {
        var cluster = Cluster((0, "appendonly", "no"));
        Judge(cluster).Single(finding => finding.Subject == "restart of primaries").Verdict.Should().Be(RedisVerdict.Unknown);
        cluster[0] = cluster[0] with { Info = new Dictionary<string, string>(Info) { ["uptime_in_seconds"] = "30" } };
        var restarted = Judge(cluster).Single(finding => finding.Subject == "restart of primaries");
        restarted.Verdict.Should().Be(RedisVerdict.Lacking);
        restarted.Found.Should().Contain("10.0.0.1:7000 30 s ago");
        cluster[0] = cluster[0] with { Info = new Dictionary<string, string>(cluster[0].Info) { ["master_replid2"] = new string('a', 40) } };
        Judge(cluster).Single(finding => finding.Subject == "restart of primaries").Verdict.Should().Be(RedisVerdict.Unknown, "it was elected with its data");
    }

    [Fact]
    public void A_dead_replica_leaves_its_shard_without_and_a_slot_that_nobody_holds_is_said()
    {
        var cluster = Cluster();
        cluster[3] = cluster[3] with { Failure = "it does not answer" };
        cluster[1] = cluster[1] with { Line = cluster[1].Line! with { Slots = [new(8192, 16000)] } };
        Judge(cluster).Where(finding => finding.Verdict == RedisVerdict.Lacking).Select(finding => (finding.Subject, finding.Found)).Should().Equal(
            ("nodes", "10.0.0.1:7003: it does not answer"),
            ("slots", "383 are held by nobody"),
            ("replicas", "none that answers for 10.0.0.1:7000"));
    }

    [Fact]
    public void Of_many_nodes_a_few_are_named_and_of_many_values_a_few_are_shown()
    {
        var many = Enumerable.Range(0, 20).Select(i => Node($"{i}", 7000 + i, "") with { Info = new Dictionary<string, string>(Info) { ["used_memory_dataset"] = $"{(i + 1) << 20}" } });
        var found = Judge([.. many.Select(static report => report with { Line = report.Line! with { Slots = [new(0, 0)] } })]).Single(finding => finding.Subject == "repl-backlog-size").Found;
        found.Should().StartWith("64 MB for 1 MB of data; 64 MB for 2 MB of data; 64 MB for 3 MB of data").And.EndWith(" and 17 more");
    }

    [Theory]
    [InlineData(RedisVerdict.Fine, "a primary", "master")]
    [InlineData(RedisVerdict.Fine, "a primary, 10.0.0.1:7001, and its replicas", "slave", "master", "slave")]
    [InlineData(RedisVerdict.Lacking, "no primary is named, 10.0.0.1:7000 only copies another: nothing can be written", "slave")]
    [InlineData(RedisVerdict.Lacking, "10.0.0.1:7000, 10.0.0.1:7001 are each a primary of its own, with data of its own", "master", "master")]
    [InlineData(RedisVerdict.Lacking, "no answer from 10.0.0.1:7001", "master", "dead")]
    [InlineData(RedisVerdict.Lacking, "10.0.0.1:7001 does not hear its primary", "master", "apart")]
    [InlineData(RedisVerdict.Unknown, "could not be read on 10.0.0.1:7000", "untold")]
    public void Of_servers_that_are_no_cluster_one_is_the_primary_and_the_others_copy_it(RedisVerdict verdict, string found, params string[] roles)
    {
        NodeReport[] reports = [.. roles.Select((role, i) => Node("", 7000 + i, "") with
        {
            Line = null,
            Failure = role == "dead" ? "it does not answer" : null,
            Info = role switch
            {
                "dead" or "untold" => new Dictionary<string, string>(),
                "apart" => new Dictionary<string, string> { ["role"] = "slave", ["master_link_status"] = "down" },
                _ => new Dictionary<string, string> { ["role"] = role },
            },
        })];
        var roleFinding = ServerRules.Roles(reports);
        (roleFinding.Verdict, roleFinding.Found).Should().Be((verdict, found));
    }

    private static List<RedisFinding> Judge(NodeReport[] reports) => [.. ClusterRules.Judge(reports), .. ServerRules.Judge(reports)];

    /// <summary>Two shards, ports 7000 and 7001, with replicas on 7003 and 7004; some settings otherwise, or unread.</summary>
    private static NodeReport[] Cluster(params (int Node, string Setting, string? Value)[] otherwise)
    {
        NodeReport[] reports =
        [
            Node("a", 7000, "", new SlotRange(0, 8191)),
            Node("b", 7001, "", new SlotRange(8192, 16383)),
            Node("x", 7004, "b"),
            Node("c", 7003, "a"),
        ];
        foreach (var (node, setting, value) in otherwise)
        {
            var config = new Dictionary<string, string>(reports[node].Config);
            config.Remove(setting);
            if (value is not null)
            {
                config[setting] = value;
            }

            reports[node] = reports[node] with { Config = config };
        }

        return reports;
    }

    private static NodeReport Node(string id, int port, string primary, params SlotRange[] slots) =>
        new($"10.0.0.1:{port}", new(id, "10.0.0.1", port, "", primary, primary.Length > 0, false, true, 1, slots, []), Good, Info, null);
}
