using System.Net;
using Microsoft.Extensions.Time.Testing;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class ClusterNodesTextTests
{
    private const string Answer = """
        07c37df 127.0.0.1:30004@31004,host4 slave e7d1eec 0 1426238317239 4 connected
        67ed2db 127.0.0.1:30002@31002,host2,shard-id=69bc master - 0 1426238316232 2 connected 5461-10922
        292f8b3 127.0.0.1:30003@31003 master - 0 1426238318243 3 connected 10923-16383 [93->-07c37df] [77-<-e7d1eec]
        6ec2392 127.0.0.1:30005@31005,,shard-id=1 slave,fail? 67ed2db 0 1426238316232 5 connected
        824fe11 127.0.0.1:30006@31006,host6 slave,fail 292f8b3 0 1426238317741 6 disconnected
        e7d1eec :30001@31001 myself,master - 0 0 1 connected 0-5459 5460
        aaaaaaa :0@0 master,fail,noaddr - 1426238316232 0 7 disconnected
        bbbbbbb 10.0.0.9:6379@16379 handshake - 0 0 0 disconnected
        ccccccc [2001:db8::1]:6380@16380 slave 67ed2db 0 0 8 connected
        not a line
        """;

    private readonly IReadOnlyList<ClusterNode> nodes = ClusterNodesText.Read(Answer, "10.1.2.3");

    private ClusterNode this[string id] => nodes.Single(node => node.Id == id);

    [Fact]
    public void Lines_that_are_none_are_passed_over() => nodes.Should().HaveCount(9);

    [Fact]
    public void Addresses_and_hostnames_are_read()
    {
        this["67ed2db"].Should().Match<ClusterNode>(node => node.Host == "127.0.0.1" && node.Port == 30002 && node.Hostname == "host2");
        this["292f8b3"].Hostname.Should().BeEmpty();
        this["6ec2392"].Hostname.Should().BeEmpty();
        this["ccccccc"].Dial(byHostname: false).Should().Be(new IPEndPoint(IPAddress.Parse("2001:db8::1"), 6380));
    }

    [Fact]
    public void A_node_that_knows_no_address_of_its_own_is_where_it_was_asked() => this["e7d1eec"].Host.Should().Be("10.1.2.3");

    [Fact]
    public void A_hostname_is_dialled_only_where_asked_for_and_announced()
    {
        this["67ed2db"].Dial(byHostname: true).Should().Be(new DnsEndPoint("host2", 30002));
        this["67ed2db"].Dial(byHostname: false).Should().Be(new IPEndPoint(IPAddress.Loopback, 30002));
        this["292f8b3"].Dial(byHostname: true).Should().Be(new IPEndPoint(IPAddress.Loopback, 30003));
    }

    [Fact]
    public void Replicas_name_their_primary()
    {
        this["07c37df"].Should().Match<ClusterNode>(node => node.IsReplica && node.PrimaryId == "e7d1eec");
        this["67ed2db"].Should().Match<ClusterNode>(node => !node.IsReplica && node.PrimaryId == "");
    }

    [Fact]
    public void Only_what_the_cluster_agrees_on_is_a_failure()
    {
        this["6ec2392"].HasFailed.Should().BeFalse("fail? is one node's opinion");
        this["824fe11"].HasFailed.Should().BeTrue();
    }

    [Fact]
    public void Nodes_without_an_address_cannot_be_reached() =>
        nodes.Where(node => !node.IsReachable).Select(node => node.Id).Should().BeEquivalentTo("aaaaaaa", "bbbbbbb");

    [Fact]
    public void Slots_and_slots_on_their_way_are_told_apart()
    {
        this["e7d1eec"].Slots.Should().Equal(new SlotRange(0, 5459), new SlotRange(5460, 5460));
        this["292f8b3"].Slots.Should().Equal(new SlotRange(10923, 16383));
        this["292f8b3"].Moving.Should().Equal(new MovingSlot(93, "07c37df", false), new MovingSlot(77, "e7d1eec", true));
    }

    [Fact]
    public void A_topology_gives_each_slot_to_its_shard()
    {
        var topology = Topology.Of(nodes, line => new Node(line.Id, line.Host, new FakeTimeProvider()));
        topology.Shards.Should().HaveCount(3);
        topology.ShardOf(0)!.Primary!.Id.Should().Be("e7d1eec");
        topology.ShardOf(0)!.Nodes.Select(node => node.Id).Should().Equal("e7d1eec", "07c37df");
        topology.ShardOf(5461)!.Nodes.Select(node => node.Id).Should().Equal("67ed2db", "6ec2392", "ccccccc");
        topology.ShardOf(SlotHash.Slots - 1)!.Primary!.Id.Should().Be("292f8b3");
        topology.Epoch.Should().Be(8);
        topology.Moving.Should().ContainSingle().Which.Primary!.Id.Should().Be("292f8b3");
    }

    [Fact]
    public void Of_two_claims_to_a_slot_the_younger_wins()
    {
        var two = ClusterNodesText.Read("a 1.1.1.1:1@2 master - 0 0 9 connected 0-99\nb 1.1.1.2:1@2 master - 0 0 4 connected 50-199", "");
        var topology = Topology.Of(two, line => new Node(line.Id, line.Host, new FakeTimeProvider()));
        topology.ShardOf(60)!.Primary!.Id.Should().Be("a");
        topology.ShardOf(150)!.Primary!.Id.Should().Be("b");
        topology.ShardOf(300).Should().BeNull();
    }

    [Fact]
    public void A_shard_whose_primary_has_failed_has_none_but_can_be_read()
    {
        var failed = ClusterNodesText.Read("a 1.1.1.1:1@2 master,fail - 0 0 1 disconnected 0-99\nb 1.1.1.2:1@2 slave a 0 0 1 connected", "");
        var shard = Topology.Of(failed, line => new Node(line.Id, line.Host, new FakeTimeProvider())).ShardOf(0)!;
        shard.Primary.Should().BeNull();
        shard.Nodes.Should().HaveCount(2);
    }
}
