using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Servepath.Gateway.Routing.InProcess;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Gateway;

/// <summary>What must hold of the hop to a node, in process as over TCP.</summary>
public abstract class TransportTests
{
    private readonly InProcessConnections connections = new();

    private protected abstract Task<SmallNode> NodeAsync(string name, InProcessConnections connections, Func<HttpContext, Task>? page = null);

    [Fact]
    public async Task Large_bodies_go_both_ways_unharmed()
    {
        await using var edge = await OpenAsync(async context =>
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;

            // HTTP/1.1 clients read no answer before they have sent their whole body: an echo as it comes would lock both up.
            var whole = new MemoryStream();
            await context.Request.Body.CopyToAsync(whole);
            await context.Response.Body.WriteAsync(whole.GetBuffer().AsMemory(0, (int)whole.Length));
        });
        var sent = new byte[20 * 1024 * 1024];
        new Random(7).NextBytes(sent);

        using var response = await edge.Client.PostAsync("/products/1", new ByteArrayContent(sent));

        (await response.Content.ReadAsByteArrayAsync()).AsSpan().SequenceEqual(sent).Should().BeTrue();
    }

    [Fact]
    public async Task Many_requests_at_once_get_each_their_own_answer()
    {
        await using var edge = await OpenAsync(async context =>
        {
            await Task.Yield();
            await context.Response.WriteAsync(new string(context.Request.Query["n"].ToString()[0], 4000) + context.Request.Query["n"]);
        });

        await Task.WhenAll(Enumerable.Range(0, 64).Select(async worker =>
        {
            for (var n = worker; n < 3200; n += 64)
            {
                (await edge.Client.GetStringAsync($"/products/1?n={n}")).Should().Be(new string($"{n}"[0], 4000) + n);
            }
        }));
    }

    [Fact]
    public async Task A_stream_arrives_piece_by_piece()
    {
        var next = new SemaphoreSlim(0);
        await using var edge = await OpenAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            for (var piece = 0; piece < 3; piece++)
            {
                await context.Response.WriteAsync($"data: {piece}\n\n");
                await context.Response.Body.FlushAsync();
                await next.WaitAsync(context.RequestAborted);
            }
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products/1/live") { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await edge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        for (var piece = 0; piece < 3; piece++)
        {
            (await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(5))).Should().Be($"data: {piece}");
            await reader.ReadLineAsync();
            next.Release();
        }

        (await reader.ReadToEndAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_request_at_the_node()
    {
        var entered = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var edge = await OpenAsync(async context =>
        {
            context.RequestAborted.Register(() => ended.TrySetResult());
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var leave = new CancellationTokenSource();
        using (var response = await edge.Client.GetAsync("/products/1/live", HttpCompletionOption.ResponseHeadersRead, leave.Token))
        {
            await entered.Task;
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task An_open_stream_that_its_node_does_not_end_does_not_hold_up_the_gateway_when_it_stops()
    {
        await using var edge = await OpenAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: 1\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        using var request = new HttpRequestMessage(HttpMethod.Get, "/products/1/live") { Headers = { { "Accept", "text/event-stream" } } };
        using var response = await edge.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        (await reader.ReadLineAsync()).Should().Be("data: 1");

        // Its patience with running requests is a minute here.
        await edge.StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await reader.Invoking(async stream => await stream.ReadToEndAsync()).Should().ThrowAsync<IOException>("the browser sees that it was cut off, and comes back");
    }

    [Fact]
    public async Task An_answer_that_the_node_aborts_is_not_taken_for_a_whole_one()
    {
        await using var edge = await OpenAsync(async context =>
        {
            await context.Response.WriteAsync("half of it");
            await context.Response.Body.FlushAsync();
            if (context.Request.Query.ContainsKey("abort"))
            {
                context.Abort();
            }
        });

        var read = async () => await edge.Client.GetStringAsync("/products/1?abort");

        await read.Should().ThrowAsync<HttpRequestException>();
        (await edge.Client.GetStringAsync("/products/1")).Should().Be("half of it", "the next request has a connection of its own");
    }

    [Fact]
    public async Task A_node_that_aborts_before_it_has_read_the_body_does_not_hang_the_sender()
    {
        await using var edge = await OpenAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        using var response = await edge.Client.PostAsync("/products/1", new ByteArrayContent(new byte[4 * 1024 * 1024])).WaitAsync(TimeSpan.FromSeconds(8));

        ((int)response.StatusCode).Should().Be(503);
        response.Headers.RetryAfter.Should().NotBeNull();
    }

    [Fact]
    public async Task A_node_answers_again_after_a_restart()
    {
        var ncsp = await NodeAsync("ncsp/1", connections);
        await using var edge = await Edge.StartAsync(connections, [], [ncsp]);
        for (var restart = 0; restart < 3; restart++)
        {
            (await edge.GetAsync("/products/1")).Should().Be((200, "ncsp/1"));
            await ncsp.StopAsync();
            (await edge.GetAsync("/products/1")).Should().Be((503, "gateway"));
            await ncsp.StartAsync();
            await Probe.UntilAsync("it answers again", async () => (await edge.GetAsync("/products/1")).Status == 200, TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public async Task A_stop_waits_for_running_requests_and_for_nothing_else()
    {
        var entered = new TaskCompletionSource();
        var leave = new TaskCompletionSource();
        var ncsp = await NodeAsync("ncsp/1", connections, async context =>
        {
            if (context.Request.Query.ContainsKey("slow"))
            {
                entered.TrySetResult();
                await leave.Task;
            }

            await context.Response.WriteAsync("whole");
        });
        await using var edge = await Edge.StartAsync(connections, [], [ncsp]);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => edge.GetAsync("/products/1")));
        var slow = edge.Client.GetStringAsync("/products/1?slow");
        await entered.Task;

        var stop = Task.Run(ncsp.StopAsync);
        leave.SetResult();
        var clock = Stopwatch.StartNew();

        (await slow).Should().Be("whole");
        await stop;
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(2), "idle connections hold up no stop");
    }

    private async Task<Edge> OpenAsync(Func<HttpContext, Task> page) =>
        await Edge.StartAsync(connections, [], [await NodeAsync("ncsp/1", connections, page)]);
}

public sealed class InProcessTransportTests : TransportTests
{
    private protected override Task<SmallNode> NodeAsync(string name, InProcessConnections connections, Func<HttpContext, Task>? page = null) =>
        SmallNode.InProcessAsync(name, connections, page);

    [Fact]
    public async Task Two_hosts_of_one_name_do_not_start()
    {
        var connections = new InProcessConnections();
        await using var first = await SmallNode.InProcessAsync("csp/1", connections);

        var second = () => SmallNode.InProcessAsync("csp/1", connections);

        await second.Should().ThrowAsync<IOException>();
    }
}

public sealed class TcpTransportTests : TransportTests
{
    private protected override Task<SmallNode> NodeAsync(string name, InProcessConnections connections, Func<HttpContext, Task>? page = null) =>
        SmallNode.OnTcpAsync(name, page);
}
