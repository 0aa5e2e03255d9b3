using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Servepath.Gateway.Routing;
using Servepath.Gateway.Routing.InProcess;

namespace Servepath.Tests.Contract.Gateway;

/// <summary>A real Kestrel node with a will of its own, in process or on TCP.</summary>
internal sealed class SmallNode : IAsyncDisposable
{
    private readonly InProcessConnections? connections;
    private readonly Func<HttpContext, Task>? page;
    private readonly int port;
    private WebApplication? app;

    private SmallNode(string name, InProcessConnections? connections, int port, Func<HttpContext, Task>? page) =>
        (Name, this.connections, this.port, this.page) = (name, connections, port, page);

    public string Name { get; }

    /// <summary>Status of every page; 0 hangs until the client goes away.</summary>
    public volatile int Status = 200;

    /// <summary>Whether a failing page says that the node is overloaded.</summary>
    public volatile bool Sheds;

    public ConcurrentQueue<IHeaderDictionary> Seen { get; } = new();

    public int Served => Seen.Count;

    public NodeAddress Address => new(Name, connections is null ? new Uri($"http://127.0.0.1:{port}/") : InProcessConnections.AddressOf(Name.Replace('/', '-')));

    public static async Task<SmallNode> InProcessAsync(string name, InProcessConnections connections, Func<HttpContext, Task>? page = null)
    {
        var node = new SmallNode(name, connections, 0, page);
        await node.StartAsync();
        return node;
    }

    public static async Task<SmallNode> OnTcpAsync(string name, Func<HttpContext, Task>? page = null)
    {
        var node = new SmallNode(name, null, FreePort(), page);
        await node.StartAsync();
        return node;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        if (connections is null)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, port));
        }
        else
        {
            builder.WebHost.UseInProcess(connections, Name.Replace('/', '-'));
        }

        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(3));
        app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
    }

    public async Task StopAsync()
    {
        if (app is { } running)
        {
            app = null;
            await running.StopAsync();
            await running.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/.node/ready")
        {
            context.Response.StatusCode = 204;
            return;
        }

        Seen.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary()));
        context.Response.Headers["X-Served-By"] = Name;
        if (Status == 0)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
        else if (Status != 200)
        {
            context.Response.StatusCode = Status;
            if (Sheds)
            {
                context.Response.Headers.RetryAfter = "1";
            }

            await context.Response.WriteAsync($"{Name} is unwell");
        }
        else
        {
            await (page?.Invoke(context) ?? context.Response.WriteAsync(Name));
        }
    }
}
