using Servepath.Gateway.Routing.InProcess;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Gateway;

public sealed class FailoverTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_stops_under_load_costs_no_GET(bool inProcess)
    {
        var connections = new InProcessConnections();
        var (one, two, ncsp) = (await NodeAsync("csp/1"), await NodeAsync("csp/2"), await NodeAsync("ncsp/1"));
        await using var edge = await Edge.StartAsync(connections, [one, two], [ncsp]);
        using var stop = new CancellationTokenSource();
        var loads = Enumerable.Range(0, 8).Select(_ => RoutingTests.LoadAsync(edge, "/", stop.Token)).ToArray();
        await Probe.UntilAsync("both nodes serve", () => Task.FromResult(one.Served > 20 && two.Served > 20), TimeSpan.FromSeconds(5));

        await one.StopAsync();
        var before = two.Served;
        await Probe.UntilAsync("the other node serves on", () => Task.FromResult(two.Served > before + 200), TimeSpan.FromSeconds(5));
        await two.StopAsync();
        before = ncsp.Served;
        await Probe.UntilAsync("ncsp serves home", () => Task.FromResult(ncsp.Served > before + 200), TimeSpan.FromSeconds(5));
        await one.StartAsync();
        before = one.Served;
        await Probe.UntilAsync("csp has its page back", () => Task.FromResult(one.Served > before + 200), TimeSpan.FromSeconds(8));
        await stop.CancelAsync();

        var answers = (await Task.WhenAll(loads)).SelectMany(answer => answer).ToArray();
        answers.Where(answer => answer.Status != 200).Should().BeEmpty();

        Task<SmallNode> NodeAsync(string name) => inProcess ? SmallNode.InProcessAsync(name, connections) : SmallNode.OnTcpAsync(name);
    }

    [Fact]
    public async Task A_GET_that_csp_answers_with_an_error_is_tried_once_more_on_ncsp()
    {
        var connections = new InProcessConnections();
        var csp = await SmallNode.InProcessAsync("csp/1", connections);
        var ncsp = await SmallNode.InProcessAsync("ncsp/1", connections);
        await using var edge = await Edge.StartAsync(connections, [csp], [ncsp]);
        csp.Status = 503;

        (await edge.GetAsync("/")).Should().Be((200, "ncsp/1"));

        using var post = await edge.Client.PostAsync("/search", new StringContent("x"));
        ((int)post.StatusCode).Should().Be(503, "only GET and HEAD may be repeated");
        (await post.Content.ReadAsStringAsync()).Should().Be("csp/1 is unwell");
        ncsp.Status = 500;
        using var both = await edge.Client.GetAsync("/");
        ((int)both.StatusCode).Should().Be(500, "the second answer stands");
        (await both.Content.ReadAsStringAsync()).Should().Be("ncsp/1 is unwell");
    }

    [Fact]
    public async Task A_node_that_sheds_load_keeps_its_health_and_costs_no_GET()
    {
        var connections = new InProcessConnections();
        var csp = await SmallNode.InProcessAsync("csp/1", connections);
        var ncsp = await SmallNode.InProcessAsync("ncsp/1", connections);
        await using var edge = await Edge.StartAsync(connections, [csp], [ncsp]);
        (csp.Status, csp.Sheds) = (503, true);

        for (var request = 0; request < 20; request++)
        {
            (await edge.GetAsync("/")).Should().Be((200, "ncsp/1"));
        }

        csp.Served.Should().Be(20, "each was offered to csp first");
        csp.Status = 200;
        (await edge.GetAsync("/")).Should().Be((200, "csp/1"));
    }

    [Fact]
    public async Task A_burst_that_csp_cannot_answer_is_answered_whole_by_ncsp()
    {
        var connections = new InProcessConnections();
        var csp = await SmallNode.InProcessAsync("csp/1", connections);
        var ncsp = await SmallNode.InProcessAsync("ncsp/1", connections);
        await using var edge = await Edge.StartAsync(connections, [csp], [ncsp]);
        (csp.Status, csp.Sheds) = (503, true);

        for (var request = 0; request < 300; request++)
        {
            (await edge.GetAsync("/search?q=unseen")).Should().Be((200, "ncsp/1"), "request {0} costs ncsp no more than a flip would", request);
        }
    }

    [Fact]
    public async Task A_failing_cluster_of_a_page_that_is_not_critical_is_not_left()
    {
        var connections = new InProcessConnections();
        var csp = await SmallNode.InProcessAsync("csp/1", connections);
        var ncsp = await SmallNode.InProcessAsync("ncsp/1", connections);
        await using var edge = await Edge.StartAsync(connections, [csp], [ncsp]);
        ncsp.Status = 500;

        for (var request = 0; request < 10; request++)
        {
            (await edge.GetAsync("/products/1")).Should().Be((500, "ncsp/1"), "errors alone do not take the last node");
        }

        csp.Served.Should().Be(0);
        await ncsp.StopAsync();
        using var response = await edge.Client.GetAsync("/products/1");
        ((int)response.StatusCode).Should().Be(503);
        response.Headers.RetryAfter!.Delta.Should().BePositive();
        (await response.Content.ReadAsStringAsync()).Should().Contain("<a href=\"/\">").And.Contain("If you tell us about it");
    }

    [Fact]
    public async Task What_a_node_sheds_without_a_word_is_answered_with_the_gateways_page()
    {
        var connections = new InProcessConnections();
        var ncsp = await SmallNode.InProcessAsync("ncsp/1", connections, context =>
        {
            context.Response.StatusCode = 503;
            context.Response.Headers.RetryAfter = "1";
            return Task.CompletedTask;
        });
        await using var edge = await Edge.StartAsync(connections, [], [ncsp]);

        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            using var response = await edge.Client.SendAsync(new(method, "/products/1"));

            ((int)response.StatusCode).Should().Be(503);
            response.Headers.RetryAfter!.Delta.Should().BePositive();
            (await response.Content.ReadAsStringAsync()).Should().Contain("<a href=\"/\">").And.Contain("our cart and your orders are kept");
            ncsp.Served.Should().Be(1, "a lone node is not asked twice, and a form never");
            ncsp.Seen.Clear();
        }
    }

    [Fact]
    public async Task A_node_that_is_gone_is_left_by_its_probe_without_any_request()
    {
        var connections = new InProcessConnections();
        var csp = await SmallNode.InProcessAsync("csp/1", connections);
        var ncsp = await SmallNode.InProcessAsync("ncsp/1", connections);
        await using var edge = await Edge.StartAsync(connections, [csp], [ncsp]);
        await csp.StopAsync();

        await Probe.UntilAsync("csp has no node that answers", () => Task.FromResult(edge.Cluster("csp").DestinationsState.AvailableDestinations.Count == 0), TimeSpan.FromSeconds(6));

        (await edge.GetAsync("/")).Should().Be((200, "ncsp/1"));
    }
}
