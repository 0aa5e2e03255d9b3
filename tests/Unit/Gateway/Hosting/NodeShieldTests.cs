using Microsoft.AspNetCore.Http;
using Servepath.Gateway.Hosting;

namespace Servepath.Tests.Unit.Gateway.Hosting;

public sealed class NodeShieldTests
{
    [Theory]
    [InlineData("https", true)]
    [InlineData("http", false)]
    [InlineData(null, false)]
    public async Task A_page_knows_whether_the_browser_came_over_https(string? said, bool secure)
    {
        var context = new DefaultHttpContext();
        context.Request.Scheme = "http";
        context.Request.Headers["X-Forwarded-Proto"] = said;
        bool? seen = null;

        await new NodeShield("csp/1", 8, new Readiness()).InvokeAsync(context, shown =>
        {
            seen = shown.Request.IsHttps;
            return Task.CompletedTask;
        });

        seen.Should().Be(secure);
        context.Response.Headers["X-Served-By"].ToString().Should().Be("csp/1");
    }

    [Fact]
    public async Task What_is_more_than_a_node_takes_is_shed_at_once()
    {
        var shield = new NodeShield("csp/1", 1, new Readiness());
        var first = new TaskCompletionSource();
        var running = shield.InvokeAsync(new DefaultHttpContext(), _ => first.Task);
        var context = new DefaultHttpContext();

        await shield.InvokeAsync(context, _ => throw new InvalidOperationException("it must not be asked"));

        context.Response.StatusCode.Should().Be(StatusCodes.Status503ServiceUnavailable);
        context.Response.Headers.RetryAfter.ToString().Should().Be("1");
        first.SetResult();
        await running;
    }
}
