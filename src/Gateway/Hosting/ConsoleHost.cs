using System.Net;
using Servepath.Gateway.Console;
using Servepath.Serving.Blueprint;

namespace Servepath.Gateway.Hosting;

/// <summary>The operators' port: health, metrics, flips and switches. On loopback, and never behind the gateway.</summary>
internal static class ConsoleHost
{
    public const string Name = "console";

    public static WebApplication Build(ProcessParts parts, IReadOnlyList<IStatusSource> status)
    {
        var builder = parts.NewHost();
        builder.Listen(IPAddress.Loopback, parts.Options.ConsolePort);
        builder.Services.AddSingleton(parts.Caches);
        builder.Services.AddConsole(
            parts.Readiness,
            parts.Plan.Routes,
            parts.Flags,
            () => BlueprintModule.Plan(parts.Options.Settings, parts.Plan.Connections.Resolve, parts.Blueprint.Current, StartPlan.Views));
        foreach (var source in status)
        {
            builder.Services.AddSingleton(source);
        }

        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        ConsoleEndpoints.Map(app, parts.OperatorToken);
        return app;
    }
}
