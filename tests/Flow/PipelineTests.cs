using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Embedded;

namespace Servepath.Tests.Flow;

/// <summary>Two processes with the pipeline's role beside one with all others, on a real PostgreSQL and a real redis-server for each cluster.</summary>
public sealed class PipelineTests : IAsyncLifetime
{
    private const int Things = 20;
    private static readonly string[] Leads = ["csp-caches", "ncsp-caches", "csp-realtime", "ncsp-realtime"];
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(60);

    private readonly string folder = Directory.CreateTempSubdirectory("servepath-pipelines-").FullName;
    private readonly RedisServer csp = new();
    private readonly RedisServer ncsp = new();
    private readonly RunningServepath[] pipelines = new RunningServepath[2];
    private PrivatePostgres postgres = null!;
    private RunningServepath servepath = null!;

    public async Task InitializeAsync()
    {
        postgres = await PrivatePostgres.StartAsync(
            new PrivatePostgresOptions(Path.Combine(folder, "database")), NullLogger.Instance, TimeProvider.System, CancellationToken.None);
        await Task.WhenAll(csp.StartAsync(), ncsp.StartAsync());
        var settings = new Dictionary<string, string>
        {
            ["SERVEPATH_ConnectionStrings__csp-cache"] = csp.ConnectionString,
            ["SERVEPATH_ConnectionStrings__csp-realtime"] = csp.ConnectionString,
            ["SERVEPATH_ConnectionStrings__ncsp-cache"] = ncsp.ConnectionString,
            ["SERVEPATH_ConnectionStrings__ncsp-realtime"] = ncsp.ConnectionString,
        };
        foreach (var database in new[] { "owners", "storage", "readmodel" })
        {
            settings["SERVEPATH_ConnectionStrings__" + database] = postgres.ConnectionString();
        }

        var shared = Installation.CopySettings(Path.Combine(folder, "appsettings"));
        servepath = New("all-others");
        for (var i = 0; i < pipelines.Length; i++)
        {
            pipelines[i] = New($"pipeline-{i}");
        }

        RunningServepath New(string name) => new(Path.Combine(folder, name)) { Data = Path.Combine(folder, "data"), SettingsFolder = shared, Environment = settings };

        await servepath.LaunchAsync("--roles", "gateway,csp,ncsp,owners", "--demo", "off");
        await LaunchAsync(pipelines[0]);
        await LeadsAsync(pipelines[0]);
        await LaunchAsync(pipelines[1]);
        for (var i = 0; i < Things; i++)
        {
            await servepath.WholeProductAsync(Id(i), $"Thing {i}");
        }
    }

    public async Task DisposeAsync()
    {
        foreach (var process in pipelines.Append(servepath).Where(static process => process is not null))
        {
            await process.DisposeAsync();
        }

        await csp.DisposeAsync();
        await ncsp.DisposeAsync();
        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Of_two_pipelines_one_leads_and_the_other_takes_over_within_seconds_when_it_is_killed_or_stands_still()
    {
        pipelines[1].Output.Should().NotContain("leads", "the first leads, and one is enough");

        await pipelines[0].StopAsync("KILL");
        await AllShowAsync(31.25m);
        await LeadsAsync(pipelines[1]);

        // What stands still holds its connections: the server ends the session that its locks belong to.
        await LaunchAsync(pipelines[0]);
        var asSecond = pipelines[0].Output.Length;
        await RunningServepath.SignalAsync(pipelines[1].ProcessId, "STOP");
        try
        {
            await AllShowAsync(32.25m);
            await LeadsAsync(pipelines[0], asSecond);
        }
        finally
        {
            await RunningServepath.SignalAsync(pipelines[1].ProcessId, "CONT");
        }

        await Probe.UntilAsync("it hears that it does not lead any more", Long, () => Task.FromResult((pipelines[1].Output.Contains("no longer leads ncsp-caches", StringComparison.Ordinal), pipelines[1].Output)));
        await AllShowAsync(33.25m);
    }

    private static string Id(int i) => $"pipelines-{i}";

    private static Task LaunchAsync(RunningServepath pipeline) => pipeline.LaunchAsync("--roles", "pipeline", "--demo", "off");

    private static Task LeadsAsync(RunningServepath pipeline, int from = 0) => Probe.UntilAsync("it leads all groups of caches", Long, () =>
    {
        var said = pipeline.Output[from..];
        return Task.FromResult((Array.TrueForAll(Leads, group => said.Contains($"This process leads {group}", StringComparison.Ordinal)), said));
    });

    /// <summary>Changes the price of all and looks at all: nothing is missed between one who leads and the next.</summary>
    private async Task AllShowAsync(decimal price)
    {
        for (var i = 0; i < Things; i++)
        {
            await servepath.PutPriceAsync(Id(i), price);
        }

        for (var i = 0; i < Things; i++)
        {
            await servepath.PageShowsAsync($"/products/{Id(i)}", price.ToString("$0.00", CultureInfo.InvariantCulture), Long);
        }
    }
}
