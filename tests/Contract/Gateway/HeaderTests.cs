using Servepath.Gateway.Routing.InProcess;

namespace Servepath.Tests.Contract.Gateway;

public sealed class HeaderTests
{
    [Fact]
    public async Task What_a_client_says_of_itself_does_not_reach_a_node()
    {
        var (edge, node) = await OpenAsync(null);
        await using var _ = edge;
        using var request = Spoofed();

        using var response = await edge.Client.SendAsync(request);

        var seen = node.Seen.Last();
        seen["X-Forwarded-For"].ToString().Should().Be("127.0.0.1");
        seen["X-Forwarded-Proto"].ToString().Should().Be("http");
        seen["X-Forwarded-Host"].ToString().Should().Be(edge.Client.BaseAddress!.Authority);
        seen["Host"].ToString().Should().Be(edge.Client.BaseAddress.Authority);
        foreach (var header in new[] { "X-Served-By", "Forwarded", "X-Real-IP", "X-Original-For", "X-Original-Host", "X-Forwarded-Prefix", "X-Forwarded-Port" })
        {
            seen.Should().NotContainKey(header);
        }

        response.Headers.GetValues("X-Served-By").Should().Equal("csp/1");
    }

    [Fact]
    public async Task A_proxy_of_a_trusted_network_says_who_the_client_is()
    {
        var (edge, node) = await OpenAsync("127.0.0.0/8");
        await using var _ = edge;
        using var request = Spoofed();

        using var response = await edge.Client.SendAsync(request);

        var seen = node.Seen.Last();
        seen["X-Forwarded-For"].ToString().Should().Be("203.0.113.9");
        seen["X-Forwarded-Proto"].ToString().Should().Be("https");
        seen["X-Forwarded-Host"].ToString().Should().Be("shop.example");
        seen.Should().NotContainKey("X-Original-For");
        seen.Should().NotContainKey("X-Served-By");
    }

    private static HttpRequestMessage Spoofed() => new(HttpMethod.Get, "/")
    {
        Headers =
        {
            { "X-Forwarded-For", "203.0.113.9" },
            { "X-Forwarded-Proto", "https" },
            { "X-Forwarded-Host", "shop.example" },
            { "X-Forwarded-Prefix", "/admin" },
            { "X-Forwarded-Port", "1" },
            { "X-Original-For", "203.0.113.8" },
            { "X-Original-Host", "evil.example" },
            { "X-Real-IP", "203.0.113.7" },
            { "Forwarded", "for=203.0.113.6" },
            { "X-Served-By", "me" },
        },
    };

    private static async Task<(Edge Edge, SmallNode Csp)> OpenAsync(string? trusted)
    {
        var connections = new InProcessConnections();
        var csp = await SmallNode.InProcessAsync("csp/1", connections);
        return (await Edge.StartAsync(connections, [csp], [await SmallNode.InProcessAsync("ncsp/1", connections)], trusted), csp);
    }
}
