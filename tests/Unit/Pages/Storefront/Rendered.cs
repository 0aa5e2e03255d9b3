using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Domains.Delivery;
using Servepath.Pages.Storefront.Regions;
using Servepath.Pages.Storefront.Shell;

namespace Servepath.Tests.Unit.Pages.Storefront;

/// <summary>Runs pages without a server.</summary>
internal static class Rendered
{
    public static readonly DeliveryNetwork Network = new([new("northeast", "Northeast"), new("west", "West")], "northeast", "columbus", [], []);

    public static readonly ShellMaker Shells = new(new(Network), new ConfigurationBuilder().Build());

    public static readonly Trouble Trouble = new(Shells, NullLogger<Trouble>.Instance);

    public static DefaultHttpContext Context(string path = "/", string? query = null)
    {
        var context = new DefaultHttpContext();
        context.Request.Path = path;
        context.Request.QueryString = new(query);
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = new MemoryStream();
        return context;
    }

    public static async Task<string> RunAsync(this IResult result, HttpContext context)
    {
        await result.ExecuteAsync(context);
        await context.Response.BodyWriter.FlushAsync();
        return Text(context);
    }

    public static string Text(HttpContext context) => System.Text.Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
}
