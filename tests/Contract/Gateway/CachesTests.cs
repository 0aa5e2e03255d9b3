using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Gateway.Commands;
using Servepath.Gateway.Console;
using Servepath.Gateway.Hosting;
using Servepath.Http;
using Servepath.Redis;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Gateway;

/// <summary>What operators see of a cluster of six, and what the check says of it.</summary>
public sealed class CachesTests : IAsyncLifetime
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private const string Name = "csp-cache";

    private readonly RedisClusterServers servers = new();
    private readonly string data = Directory.CreateTempSubdirectory("servepath-caches-").FullName;
    private readonly RedisClients clients = new(TimeProvider.System, NullLoggerFactory.Instance, "csp");
    private readonly CacheViews caches;
    private WebApplication app = null!;

    public CachesTests()
    {
        caches = new(() => [new(Name, servers.ConnectionString)]);
        caches.Add("csp", clients);
    }

    private IRedisClient Client => clients.Get(servers.ConnectionString);

    private RedisCacheView View => caches.Read().Should().ContainSingle().Subject.Cache;

    private string Port => new Uri(app.Urls.First()).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public async Task InitializeAsync()
    {
        try
        {
            await File.WriteAllTextAsync(Path.Combine(data, "operator.token"), Token);
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            builder.Services.AddSingleton(TimeProvider.System).AddSingleton(caches);
            app = builder.Build();
            CachesApi.Map(app.MapGroup("/api").RequireKey(new BearerKey(Token)));
            await app.StartAsync();
            _ = Client;
            await Probe.UntilAsync(
                "every node is open",
                () => View.Nodes.Count(static node => node.State == RedisNodeState.Open) == 6
                    ? true
                    : throw new InvalidOperationException($"{View.Shards} shards; {string.Join("; ", View.Nodes.Select(static node => $"{node.Address} {node.State} ({node.Reason})"))}"),
                TimeSpan.FromSeconds(30));
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        await clients.DisposeAsync();
        if (app is not null)
        {
            await app.DisposeAsync();
        }

        servers.Dispose();
        Directory.Delete(data, recursive: true);
    }

    [Fact]
    public async Task Every_node_is_shown_with_its_shard_role_state_reads_and_keys_and_a_dead_one_says_why()
    {
        var keys = Enumerable.Range(0, 300).Select(i => $"key {i}").ToArray();
        foreach (var key in keys)
        {
            await Client.PutIfAbsentAsync(key, new byte[10], TimeSpan.FromMinutes(5), Soon());
        }

        await Probe.UntilAsync("the replicas are in step", servers.IsInStep);
        var before = View.Nodes.Sum(static node => node.Reads);
        for (var round = 0; round < 10; round++)
        {
            await Client.GetManyAsync(keys, Soon());
            await Task.WhenAll(keys.Select(key => Client.GetAsync(key, Soon()).AsTask()));
        }

        var seen = View;
        seen.Name.Should().Be(Name);
        seen.Address.Should().Be(servers.ConnectionString);
        seen.Shards.Should().Be(3);
        seen.Nodes.GroupBy(static node => node.Shard).Should().HaveCount(3).And
            .OnlyContain(shard => shard.Count(node => node.Role == RedisRole.Primary && node.Address == shard.Key) == 1 && shard.Count(node => node.Role == RedisRole.Replica) == 1);
        (seen.Nodes.Sum(static node => node.Reads) - before).Should().BeInRange(6000, 6300, "reads that were tried again count twice");
        seen.Nodes.Should().OnlyContain(static node => node.Reads > 0 && node.LatencyMs > 0);
        await Probe.UntilAsync("the keys are counted", () => View.Nodes.Where(static node => node.Role == RedisRole.Primary).Sum(static node => node.Keys) == 300, TimeSpan.FromSeconds(30));
        await Probe.UntilAsync("reads a second are seen", async () =>
        {
            await Client.GetManyAsync(keys, Soon());
            return View.Nodes.Sum(static node => node.ReadsPerSecond) > 1;
        });

        var (output, code) = await RunAsync("caches", "nodes", "--console-port", Port, "--data", data);
        code.Should().Be(0);
        servers.Servers.Should().OnlyContain(server => output.Contains($"127.0.0.1:{server.Port}", StringComparison.Ordinal));
        output.Should().Contain(Name).And.Contain("seen by csp").And.NotContain("closed");

        var replica = seen.Nodes.First(static node => node.Role == RedisRole.Replica);
        servers.Servers.First(server => replica.Address.EndsWith($":{server.Port}", StringComparison.Ordinal)).Kill();
        await Probe.UntilAsync("the dead replica is closed", () => View.Nodes.Single(node => node.Address == replica.Address) is { State: RedisNodeState.Closed, Reason.Length: > 0 });
        var line = new CachesStatus(caches).Read().Should().ContainSingle().Subject;
        line.Should().Match<StatusLine>(status => status.Name == Name && status.State == PartState.Degraded);
        line.Detail.Should().Contain("5 of 6 nodes open").And.Contain(replica.Address);
        (await RunAsync("caches", "nodes", "--console-port", Port, "--data", data)).Output.Should().Contain("closed");

        // Another follows a dead primary: the dead one belongs to no shard then, and is not lost from sight.
        var primary = seen.Nodes.First(node => node.Role == RedisRole.Primary && node.Shard != replica.Shard);
        servers.Servers.First(server => primary.Address.EndsWith($":{server.Port}", StringComparison.Ordinal)).Kill();
        await Probe.UntilAsync(
            "another has followed the dead primary",
            () => View.Nodes.Single(node => node.Address == primary.Address) is { Shard: "", State: RedisNodeState.Closed },
            TimeSpan.FromSeconds(40));
        View.Nodes.Should().HaveCount(6);
    }

    [Fact]
    public async Task The_api_wants_the_token()
    {
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        (await http.GetAsync("/api/caches")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await http.GetAsync("/api/caches/check")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        (await http.GetStringAsync("/api/caches")).Should().Contain("\"seen_by\":\"csp\"").And.Contain("\"role\":\"primary\"").And.Contain("\"state\":\"open\"");
    }

    [Fact]
    public async Task The_check_names_what_is_lacking_what_may_not_be_read_and_says_so_by_its_exit_code()
    {
        var (output, code) = await RunAsync("caches", "check", servers.ConnectionString);
        code.Should().Be(1, output);
        Lines(output, "LACKING").Should().ContainSingle().Which.Should().Contain("maxmemory-policy: noeviction on all 6 nodes");
        Lines(output, "unknown").Should().ContainSingle().Which.Should().Contain("restart of primaries: no persistence on all 3 nodes");

        AskAll("CONFIG SET maxmemory-policy allkeys-lru");
        (output, code) = await RunAsync("caches", "check", "--console-port", Port, "--data", data);
        code.Should().Be(0, output);
        output.Should().StartWith($"{Name}: a cluster of 3 shards and 6 nodes");

        AskAll("CONFIG SET cluster-require-full-coverage yes");
        servers.Servers[0].Ask("CONFIG SET cluster-allow-reads-when-down no");
        (output, code) = await RunAsync("caches", "check", servers.ConnectionString);
        code.Should().Be(1);
        Lines(output, "LACKING").Should().HaveCount(2);
        output.Should().Contain("cluster-require-full-coverage: yes on all 6 nodes").And.Contain($"cluster-allow-reads-when-down: no on 127.0.0.1:{servers.Servers[0].Port} ->");

        AskAll("ACL SETUSER looker on >secret ~* &* +@all -config");
        (output, code) = await RunAsync("caches", "check", servers.ConnectionString + ",user=looker,password=secret");
        code.Should().Be(0, "nothing is known to be lacking");
        Lines(output, "unknown").Should().HaveCountGreaterThan(5);
        output.Should().Contain("could not be read on all 6 nodes").And.NotContain("secret");
    }

    [Fact]
    public async Task A_single_server_is_checked_for_what_concerns_it()
    {
        using var single = new RealRedis();
        var (output, code) = await RunAsync("caches", "check", single.ConnectionString);
        output.Should().Contain("a server").And.Contain("maxmemory-policy").And.NotContain("cluster-");
        code.Should().BeInRange(0, 1);
        using var embedded = new GarnetRedis();
        (output, code) = await RunAsync("caches", "check", embedded.ConnectionString);
        code.Should().Be(0, output);
        output.Should().Contain("nothing to check");
    }

    [Fact]
    public async Task A_cache_that_was_never_reached_is_said_to_be_down_and_why()
    {
        _ = clients.Get("localhost:1");
        await Probe.UntilAsync("a try has failed", () => caches.Read().Any(static seen => seen.Cache.Failure is not null));
        new CachesStatus(caches).Read().Should().ContainSingle(static line => line.Name == "localhost:1")
            .Which.Should().Match<StatusLine>(static line => line.State == PartState.Down && line.Detail.StartsWith("it is not reached: cannot be reached", StringComparison.Ordinal));
        var (output, code) = await RunAsync("caches", "nodes", "--console-port", Port, "--data", data);
        code.Should().Be(0);
        output.Should().Contain("localhost:1, seen by csp: never reached (cannot be reached).");
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;

    private static string[] Lines(string output, string mark) => [.. output.Split('\n').Where(line => line.Contains(mark, StringComparison.Ordinal))];

    private static async Task<(string Output, int Code)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var code = await CommandLine.RunAsync(arguments, static (_, _) => throw new InvalidOperationException("nothing is started here"), new Terminal(output, output));
        return (output.ToString(), code);
    }

    private void AskAll(string command)
    {
        foreach (var server in servers.Servers)
        {
            server.Ask(command).Should().StartWith("+OK");
        }
    }
}
