using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Servepath.Telemetry;

namespace Servepath.Gateway.Hosting;

/// <summary>What all hosts of a process have alike: settings, logs, time, snapshots, and one life.</summary>
internal static class HostDefaults
{
    /// <summary>Running requests are given this long to finish; everything has stopped within 5 s of the signal.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    public static WebApplicationBuilder NewHost(this ProcessParts parts)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(parts.Plan.Configuration);
        builder.Logging.ClearProviders();
        builder.Logging.AddTelemetry(parts.Options.Log == LogForm.Json ? LogFormat.Json : LogFormat.Line);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services
            .AddSingleton(parts.Time)
            .AddSingleton(parts.Data)
            .AddSingleton(parts.Blueprint)
            .AddSingleton(parts.Guards)
            .AddSingleton(parts.Flags)
            .AddSingleton(parts.Readiness)
            .AddProblemDetails(options => options.CustomizeProblemDetails = context => NameTrace(context.ProblemDetails, context.HttpContext))
            .Configure<HostOptions>(options => options.ShutdownTimeout = Drain)
            .Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        return builder;
    }

    // ASP.NET's own "traceId" is the whole traceparent; logs and error pages show the bare trace id.
    private static void NameTrace(Microsoft.AspNetCore.Mvc.ProblemDetails problem, HttpContext context)
    {
        problem.Extensions.Remove("traceId");
        problem.Extensions["trace_id"] = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
    }

    /// <summary>Listens on one address, and says in words which port is taken when it is.</summary>
    public static void Listen(this WebApplicationBuilder builder, System.Net.IPAddress address, int port, HttpProtocols protocols = HttpProtocols.Http1) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, port, listen => listen.Protocols = protocols));
}
