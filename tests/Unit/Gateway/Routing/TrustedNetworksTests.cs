using System.Net;
using Microsoft.Extensions.Configuration;
using Servepath.Gateway.Routing;

namespace Servepath.Tests.Unit.Gateway.Routing;

public sealed class TrustedNetworksTests
{
    [Fact]
    public void Networks_and_addresses_are_read_and_anything_else_is_a_mistake()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Gateway:TrustedNetworks:0"] = "10.0.0.0/8",
            ["Gateway:TrustedNetworks:1"] = "127.0.0.1",
            ["Gateway:TrustedNetworks:2"] = "the balancer",
            ["Gateway:TrustedNetworks:3"] = "10.1.2.3/8",
        }).Build();

        var (networks, mistakes) = TrustedNetworks.Read(configuration);

        networks.Should().Contain(IPNetwork.Parse("10.0.0.0/8")).And.Contain(IPNetwork.Parse("127.0.0.1/32"));
        mistakes.Select(mistake => mistake.Path).Should().Contain("Gateway.TrustedNetworks[2]");
    }
}
