using System.Net;
using Servepath.Gateway.Flags;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Tests.Contract.Fixtures;
using Yarp.ReverseProxy.Model;

namespace Servepath.Tests.Contract.Gateway;

public sealed class RoutingTests
{
    [Fact]
    public async Task Critical_pages_go_to_csp_and_all_else_to_ncsp()
    {
        await using var edge = await SimpleAsync();

        (await edge.GetAsync("/")).Should().Be((200, "csp/1"));
        (await edge.GetAsync("/search?q=a")).Should().Be((200, "csp/1"));
        (await edge.GetAsync("/products/7")).Should().Be((200, "ncsp/1"));
        (await edge.GetAsync("/products/7/reviews/2")).Should().Be((200, "ncsp/1"));
    }

    [Fact]
    public async Task What_no_page_names_is_a_404_of_the_gateway()
    {
        await using var edge = await SimpleAsync();

        using var response = await edge.Client.GetAsync("/api/owners");

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        using var page = await edge.Client.GetAsync("/.node/ready");
        page.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await page.Content.ReadAsStringAsync()).Should().Contain("<a href=\"/\">");
    }

    [Fact]
    public async Task Flips_under_load_fail_no_request_and_take_effect_at_once()
    {
        await using var edge = await SimpleAsync();
        using var stop = new CancellationTokenSource();
        var loads = Enumerable.Range(0, 8).Select(_ => LoadAsync(edge, "/", stop.Token)).ToArray();

        for (var flip = 0; flip < 20; flip++)
        {
            var cluster = flip % 2 == 0 ? "ncsp" : "csp";
            (await edge.Flips.FlipAsync("home", cluster, null, default)).Outcome.Should().Be(FlipOutcome.Done);
            (await edge.GetAsync("/")).Should().Be((200, cluster + "/1"));
        }

        await stop.CancelAsync();
        var answers = (await Task.WhenAll(loads)).SelectMany(answer => answer).ToArray();
        answers.Should().NotBeEmpty().And.OnlyContain(answer => answer.Status == 200);
        answers.Select(answer => answer.ServedBy).Distinct().Should().BeEquivalentTo("csp/1", "ncsp/1");
    }

    [Fact]
    public async Task A_flip_by_another_process_of_the_same_folder_is_followed()
    {
        await using var edge = await SimpleAsync();
        Directory.CreateDirectory(edge.DataFolder);

        await File.WriteAllTextAsync(Path.Combine(edge.DataFolder, "flags.json"), """{"feature_management":{"feature_flags":[{"id":"csp.home","enabled":false}]}}""");

        await Probe.UntilAsync("home is served by ncsp", async () => (await edge.GetAsync("/")).ServedBy == "ncsp/1", TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Counters_and_passive_health_land_on_the_cluster_that_a_page_was_flipped_to()
    {
        var connections = new InProcessConnections();
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var csp = await SmallNode.InProcessAsync("csp/1", connections);
        var ncsp = await SmallNode.InProcessAsync("ncsp/1", connections, async context =>
        {
            entered.TrySetResult();
            await leave.Task;
        });
        var spare = await SmallNode.InProcessAsync("ncsp/2", connections, async context =>
        {
            entered.TrySetResult();
            await leave.Task;
        });
        await using var edge = await Edge.StartAsync(connections, [csp], [ncsp, spare]);
        await edge.Flips.FlipAsync("home", "ncsp", null, default);

        var request = edge.GetAsync("/");
        await entered.Task;
        edge.Cluster("ncsp").Destinations.Values.Sum(node => node.ConcurrentRequestCount).Should().Be(1);
        edge.Cluster("csp").Destinations.Values.Sum(node => node.ConcurrentRequestCount).Should().Be(0);
        leave.SetResult();
        await request;

        ncsp.Status = 500;
        await Probe.UntilAsync(
            "ncsp/1 is seen as unhealthy",
            async () =>
            {
                (await edge.GetAsync("/")).Status.Should().Be(200, "a failed GET is tried on ncsp/2");
                return edge.Cluster("ncsp").Destinations["ncsp/1"].Health.Passive == DestinationHealth.Unhealthy;
            },
            TimeSpan.FromSeconds(5));
        edge.Cluster("csp").Destinations["csp/1"].Health.Passive.Should().NotBe(DestinationHealth.Unhealthy);
    }

    [Fact]
    public async Task A_page_that_is_not_critical_is_never_flipped_to_csp()
    {
        await using var edge = await SimpleAsync();

        (await edge.Flips.FlipAsync("product", "csp", null, default)).Outcome.Should().Be(FlipOutcome.NotCritical);
        (await edge.Flips.FlipAsync("nothing", "csp", null, default)).Outcome.Should().Be(FlipOutcome.UnknownPage);
        (await edge.Flips.FlipAsync("home", "moon", null, default)).Outcome.Should().Be(FlipOutcome.UnknownCluster);
        (await edge.GetAsync("/products/1")).ServedBy.Should().Be("ncsp/1");
    }

    [Fact]
    public async Task A_share_of_visitors_stays_where_it_is()
    {
        await using var edge = await SimpleAsync();
        Directory.CreateDirectory(edge.DataFolder);
        await File.WriteAllTextAsync(Path.Combine(edge.DataFolder, "flags.json"), """
            {"feature_management":{"feature_flags":[{"id":"csp.home","enabled":true,
              "conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":50}}]}}]}}
            """);
        await Probe.UntilAsync("the percentage is in force", () => Task.FromResult(edge.Flags.Current.Get("csp.home").Percentage == 50), TimeSpan.FromSeconds(2));

        var clusters = new HashSet<string>();
        for (var visitor = 0; visitor < 30; visitor++)
        {
            using var first = await edge.Client.GetAsync("/");
            var cookie = first.Headers.GetValues("Set-Cookie").Single();
            cookie.Should().StartWith("visitor=").And.ContainEquivalentOf("httponly").And.ContainEquivalentOf("samesite=lax").And.NotContainEquivalentOf("secure");
            var served = first.Headers.GetValues("X-Served-By").Single();
            clusters.Add(served);
            for (var again = 0; again < 3; again++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/");
                request.Headers.Add("Cookie", cookie.Split(';')[0]);
                using var later = await edge.Client.SendAsync(request);
                later.Headers.GetValues("X-Served-By").Single().Should().Be(served);
                later.Headers.Contains("Set-Cookie").Should().BeFalse();
            }
        }

        clusters.Should().BeEquivalentTo("csp/1", "ncsp/1");
        using var other = await edge.Client.GetAsync("/search");
        other.Headers.Contains("Set-Cookie").Should().BeFalse("no percentage is in force for this page");
    }

    private static async Task<Edge> SimpleAsync()
    {
        var connections = new InProcessConnections();
        return await Edge.StartAsync(
            connections,
            [await SmallNode.InProcessAsync("csp/1", connections)],
            [await SmallNode.InProcessAsync("ncsp/1", connections)]);
    }

    internal static async Task<List<(int Status, string ServedBy)>> LoadAsync(Edge edge, string path, CancellationToken stop)
    {
        var answers = new List<(int, string)>();
        while (!stop.IsCancellationRequested)
        {
            answers.Add(await edge.GetAsync(path));
        }

        return answers;
    }
}
