using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Servepath.Telemetry;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Shared.Telemetry;

public sealed class MetricsTests
{
    [Fact]
    public async Task Metrics_of_our_rooms_of_the_web_server_and_of_the_runtime_are_shown_at_one_place()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.AddTelemetry(LogFormat.Json);
        builder.Services.AddMetricsExport();
        await using var host = builder.Build();
        host.MapMetrics();
        await host.StartAsync();
        using var meter = new Meter("Servepath.Serving.Test");
        meter.CreateCounter<long>("servepath.test.reads").Add(3, new KeyValuePair<string, object?>("cluster", "csp"));
        meter.CreateHistogram<double>("servepath.test.duration", "s").Record(0.0004);

        using var client = new HttpClient { BaseAddress = new Uri(host.Urls.First()) };
        var text = "";
        await Probe.UntilAsync("the first scrape is itself counted", async () =>
        {
            text = await client.GetStringAsync("/metrics");
            return text.Contains("http_server_request_duration_seconds_bucket", StringComparison.Ordinal);
        });

        text.Should().MatchRegex("servepath_test_reads_total\\{[^}]*cluster=\"csp\"[^}]*\\} 3")
            .And.MatchRegex("servepath_test_duration_seconds_bucket\\{[^}]*le=\"0.0005\"\\} 1")
            .And.Contain("dotnet_");
    }
}
