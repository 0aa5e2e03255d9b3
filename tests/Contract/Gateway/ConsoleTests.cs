using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Flags;
using Servepath.Gateway.Commands;
using Servepath.Gateway.Console;
using Servepath.Gateway.Hosting;
using Servepath.Gateway.Routing;
using Servepath.Http;
using Servepath.Kernel;
using Servepath.Resilience;
using Servepath.Serving.Blueprint;

namespace Servepath.Tests.Contract.Gateway;

/// <summary>The console's API, and the commands that ask it.</summary>
public sealed class ConsoleTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly string folder = Directory.CreateTempSubdirectory("servepath-console-").FullName;
    private readonly Readiness readiness = new();
    private readonly Check check = new();
    private IFlagStore flags = null!;
    private IGuards guards = null!;
    private IBlueprint blueprint = null!;
    private WebApplication app = null!;
    private HttpClient client = null!;

    private string Data => Path.Combine(folder, ".data");

    private int Port => new Uri(app.Urls.First()).Port;

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder, "domains"));
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "operator.token"), Token + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "routes.json"), """
            { "pages": [
              { "name": "home", "path_class": "critical", "paths": ["/"] },
              { "name": "item", "path_class": "non_critical", "paths": ["/items/{id}"] } ] }
            """);
        await File.WriteAllTextAsync(DomainFile("thing"), Domain("\"near_ms\": 1000"));
        blueprint = BlueprintModule.CreateBlueprint(folder, name => name, TimeProvider.System, NullLoggerFactory.Instance);
        guards = ResilienceModule.CreateGuards(new DataFolder(Data), TimeProvider.System, NullLoggerFactory.Instance);
        guards.Get(new GuardName("csp", "thing", "cache"), new GuardSettings());
        flags = FlagsModule.CreateFlagStore(folder, new DataFolder(Data), TimeProvider.System, NullLoggerFactory.Instance);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton(guards).AddSingleton(blueprint).AddSingleton<IReadinessCheck>(check).AddSingleton<IStatusSource>(new Lines());
        builder.Services.AddConsole(readiness, RouteTable.Load(folder).Routes, flags, () => BlueprintModule.Plan(folder, name => name, blueprint.Current));
        app = builder.Build();
        ConsoleEndpoints.Map(app, new BearerKey(Token));
        await app.StartAsync();
        client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
    }

    public async Task DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
        await flags.DisposeAsync();
        await ((IAsyncDisposable)guards).DisposeAsync();
        await ((IAsyncDisposable)blueprint).DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Only_probes_and_metrics_answer_without_the_token()
    {
        readiness.Started();
        client.DefaultRequestHeaders.Authorization = null;

        foreach (var path in new[] { "/livez", "/readyz", "/metrics" })
        {
            (await client.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.OK, path);
        }

        foreach (var path in new[] { "/api/pages", "/api/switches", "/api/domains", "/api/domains/plan", "/api/status" })
        {
            using var response = await client.GetAsync(path);
            response.StatusCode.Should().Be(HttpStatusCode.Unauthorized, path);
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        }

        using var flip = await client.PutAsJsonAsync("/api/pages/home", new { cluster = "ncsp" });
        flip.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        flags.Current.Get("csp.home").Enabled.Should().BeTrue();
    }

    [Fact]
    public async Task Readiness_is_red_before_the_start_while_stopping_and_while_a_check_fails()
    {
        (await ReadyAsync()).Should().Be((503, "[-]process starting\n[+]thing ok\n[+]node csp/1 up\nnot ready: starting\n"));
        readiness.Started();
        (await ReadyAsync()).Should().Be((200, "[+]process ready\n[+]thing ok\n[+]node csp/1 up\nready\n"));
        check.Wrong = "is down";
        (await ReadyAsync()).Should().Be((503, "[+]process ready\n[-]thing is down\n[+]node csp/1 up\nnot ready: thing\n"));
        check.Wrong = null;
        readiness.Stopping();
        (await ReadyAsync()).Item1.Should().Be(503);
        (await client.GetAsync("/livez")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_flip_answers_when_it_is_in_force_and_what_cannot_be_is_refused()
    {
        using var done = await client.PutAsJsonAsync("/api/pages/home", new { cluster = "ncsp", reason = "drill" });
        done.StatusCode.Should().Be(HttpStatusCode.OK);
        flags.Current.Get("csp.home").Enabled.Should().BeFalse();
        (await client.GetFromJsonAsync<JsonElement>("/api/pages/home")).GetProperty("reason").GetString().Should().Be("drill");

        (await PutAsync("/api/pages/item", new { cluster = "csp" })).Should().Be(HttpStatusCode.Conflict);
        (await PutAsync("/api/pages/nothing", new { cluster = "csp" })).Should().Be(HttpStatusCode.NotFound);
        (await PutAsync("/api/pages/home", new { cluster = "moon" })).Should().Be(HttpStatusCode.BadRequest);
        (await PutAsync("/api/pages/home", new { })).Should().Be(HttpStatusCode.BadRequest);
        (await PutAsync("/api/pages/home", new[] { 1 })).Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_switch_is_set_and_a_name_that_is_none_is_refused()
    {
        (await PutAsync("/api/switches/csp/thing/cache", new { position = "off" })).Should().Be(HttpStatusCode.OK);
        guards.All.Single().Switch.Should().Be(SwitchPosition.Off);
        (await PutAsync("/api/switches/ncsp/thing/realtime", new { position = "off" })).Should().Be(HttpStatusCode.OK, "it may run in another process");
        (await PutAsync("/api/switches/csp/thing/cahce", new { position = "off" })).Should().Be(HttpStatusCode.NotFound);
        (await PutAsync("/api/switches/csp/thing/cache", new { position = "sideways" })).Should().Be(HttpStatusCode.BadRequest);
        (await PutAsync("/api/switches/csp/thing/cache", new { position = "1" })).Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Commands_say_what_they_did_and_exit_with_0()
    {
        readiness.Started();

        (await CommandAsync("flip home ncsp --reason drill")).Should().Match<(int Code, string Out, string Error)>(said => said.Code == 0 && said.Out.Contains("home: csp -> ncsp"));
        (await CommandAsync("flip")).Out.Should().MatchRegex("home +ncsp +critical +operator .* drill").And.MatchRegex("item +ncsp +non-critical +always");
        (await CommandAsync("switch csp/thing/cache off")).Out.Should().Contain("csp/thing/cache: off");
        (await CommandAsync("switches")).Out.Should().MatchRegex("csp/thing/cache +off +open +no");
        (await CommandAsync("domains")).Out.Should().MatchRegex(@"thing +body, news\*");
        var status = await CommandAsync("status");
        status.Code.Should().Be(0);
        status.Out.Should().Contain("Servepath is ready.").And.MatchRegex("node +csp/1 +up").And.MatchRegex("csp/thing/cache +off").And.NotContain("\u001b", "colour is for terminals");
    }

    [Fact]
    public async Task Commands_that_are_refused_say_why_in_one_line_and_exit_with_2()
    {
        foreach (var line in new[] { "flip item csp", "flip nothing csp", "flip home moon", "switch csp/thing/cahce off", "flip home csp --data /nowhere" })
        {
            var said = await CommandAsync(line);
            said.Code.Should().Be(2, line);
            said.Error.Trim().Split('\n').Should().ContainSingle(line).Which.Should().StartWith("servepath: ");
        }
    }

    [Fact]
    public async Task A_plan_that_would_be_refused_exits_with_2()
    {
        (await CommandAsync("domains plan")).Should().Match<(int Code, string Out, string Error)>(said => said.Code == 0 && said.Out.Contains("thing: unchanged"));

        await File.WriteAllTextAsync(DomainFile("broken"), "{");

        var refused = await CommandAsync("domains plan");
        refused.Code.Should().Be(2);
        refused.Out.Should().Contain("broken: refused");
        (await CommandAsync("status")).Out.Should().Contain("Not taken: domains/broken.json");
    }

    private async Task<(int Code, string Out, string Error)> CommandAsync(string line)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        string[] arguments = line.Contains("--data") ? [.. line.Split(' '), "--console-port", $"{Port}"] : [.. line.Split(' '), "--console-port", $"{Port}", "--data", Data];
        var code = await CommandLine.RunAsync(arguments, (_, _) => Task.FromResult(99), new Terminal(output, error));
        return (code, output.ToString(), error.ToString());
    }

    private async Task<(int, string)> ReadyAsync()
    {
        using var response = await client.GetAsync("/readyz?verbose");
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private async Task<HttpStatusCode> PutAsync(string path, object body)
    {
        using var response = await client.PutAsJsonAsync(path, body);
        if (!response.IsSuccessStatusCode)
        {
            response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        }

        return response.StatusCode;
    }

    private string DomainFile(string name) => Path.Combine(folder, "domains", name + ".json");

    private static string Domain(string lifetimes) => $$"""
        {
          "key": { "pattern": "^[a-z]+$", "max_bytes": 40 },
          "storage": "Host=nowhere",
          "groups": {
            "body": { "id": 1, "owner": "teams", "class": "cached", "max_bytes": 1024 },
            "news": { "id": 2, "owner": "teams", "class": "realtime", "max_bytes": 1024 }
          },
          "clusters": { "csp": { "cache": "a:1", "realtime": "b:1" }, "ncsp": { "cache": "c:1", "realtime": "d:1" } },
          "lifetimes": { {{lifetimes}} }
        }
        """;

    private sealed class Check : IReadinessCheck
    {
        public string Name => "thing";

        public string? Wrong { get; set; }

        public ValueTask<string?> CheckAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Wrong);
    }

    private sealed class Lines : IStatusSource
    {
        public IReadOnlyList<StatusLine> Read() => [new("node", "csp/1", PartState.Up, "")];
    }
}
