using System.Net;
using Servepath.Gateway.Routing;

namespace Servepath.Gateway.Hosting;

/// <summary>The edge: the only host that browsers reach.</summary>
internal static class GatewayHost
{
    public const string Name = "gateway";

    public static WebApplication Build(ProcessParts parts)
    {
        var builder = parts.NewHost();
        builder.Listen(IPAddress.Any, parts.Options.Port);
        GatewayRouting.Add(builder.Services, parts.Plan.Routes, parts.Plan.Nodes, parts.InProcess, parts.Flags);
        var app = builder.Build();
        GatewayRouting.Map(app);
        return app;
    }
}
