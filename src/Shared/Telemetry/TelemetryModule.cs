using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry.Metrics;

namespace Servepath.Telemetry;

/// <summary>How log lines look.</summary>
public enum LogFormat
{
    /// <summary>Time, level, where, trace id, message: for eyes.</summary>
    Line,

    /// <summary>One JSON object a line: for collectors.</summary>
    Json,
}

/// <summary>The face of this room: what the process says about itself.</summary>
public static class TelemetryModule
{
    /// <summary>Lines that may wait for a slow reader of stderr. When they are full new ones are dropped, and a line says how many: a request never waits for a log.</summary>
    public const int MostWaitingLines = 8192;

    /// <summary>Logs to stderr, one line each, with the trace id of the request. Our rooms from Information on, the framework from Warning on, unless the section Logging says otherwise.</summary>
    public static ILoggingBuilder AddTelemetry(this ILoggingBuilder logging, LogFormat format = LogFormat.Line)
    {
        logging.ClearProviders();
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);
        logging.AddFilter("Yarp", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Error);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        logging.AddConsoleFormatter<JsonFormatter, ConsoleFormatterOptions>();
        logging.AddConsole(console =>
        {
            console.FormatterName = format == LogFormat.Json ? JsonFormatter.FormatterName : LineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
            console.MaxQueueLength = MostWaitingLines;
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        return logging;
    }

    /// <summary>
    /// Collects the meters of this process: all of <c>Servepath.*</c>, ASP.NET Core, Npgsql and the runtime. Meters belong to the
    /// process, so one host (the console's) collects those of all.
    /// </summary>
    public static IServiceCollection AddMetricsExport(this IServiceCollection services)
    {
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .AddMeter("Servepath.*", "Npgsql")
            .AddAspNetCoreInstrumentation()
            .AddRuntimeInstrumentation()
            .AddView(Buckets.Choose)
            .AddPrometheusExporter());
        return services;
    }

    /// <summary>GET /metrics, in Prometheus' text format.</summary>
    public static IEndpointConventionBuilder MapMetrics(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapPrometheusScrapingEndpoint("/metrics");
}
