using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

/// <summary>The node that a redirect names, out of the library's words, and the node of ours that this is.</summary>
public sealed class RedirectsTests
{
    [Theory]
    [InlineData("Key has MOVED to Endpoint 127.0.0.1:19102 and hashslot 866 but CommandFlags.NoRedirect was specified", "127.0.0.1:19102")]
    [InlineData("Endpoint cache-3.internal:6379 serving hashslot 866 is not reachable at this point of time.", "cache-3.internal:6379")]
    [InlineData("Key has MOVED but CommandFlags.NoRedirect was specified", null)]
    [InlineData("Endpoint ", null)]
    public void The_named_node_is_read(string message, string? endpoint) => Redirects.EndpointOf(new InvalidOperationException(message)).Should().Be(endpoint);

    [Theory]
    [InlineData("1.1.1.1:1", "a")]
    [InlineData("host-b:1", "b")]
    [InlineData("[2001:db8::1]:6380", "c")]
    [InlineData("2001:db8::1:6380", "c")]
    [InlineData("1.1.1.3:1", "d")]
    [InlineData("1.1.1.1:2", null)]
    [InlineData("nonsense", null)]
    public void It_is_found_by_address_or_hostname(string endpoint, string? id) => (Sample().Find(endpoint)?.Id).Should().Be(id);

    [Fact]
    public void A_slot_that_was_found_elsewhere_goes_there_until_the_next_map()
    {
        var topology = Sample();
        topology.Move(7, topology.Find("host-b:1")!);
        topology.ShardOf(7)!.Primary!.Id.Should().Be("b");
        topology.ShardOf(8)!.Primary!.Id.Should().Be("a");
        topology.Move(8, topology.Find("2001:db8::1:6380")!);
        topology.ShardOf(8)!.Primary!.Id.Should().Be("a", "a replica holds no slots");
    }

    private static Topology Sample()
    {
        var lines = ClusterNodesText.Read(
            """
            a 1.1.1.1:1@2 master - 0 0 1 connected 0-99
            b 1.1.1.2:1@2,host-b master - 0 0 2 connected 100-199
            c [2001:db8::1]:6380@16380 slave a 0 0 1 connected
            d 1.1.1.3:1@2 master - 0 0 3 connected
            """,
            "");
        return Topology.Of(lines, line => new Node(line.Id, $"{line.Host}:{line.Port}", TimeProvider.System) { Hostname = line.Hostname });
    }
}
