using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Servepath.Tests.Contract.Fixtures;

/// <summary>A Redis Cluster of its own: three primaries, a replica each, without persistence.</summary>
public sealed class RedisClusterServers : IRedisServer
{
    private const int Count = 6;

    // The bus has the port plus 10,000, which must stay below the ports that the system gives to whoever asks.
    private const int Lowest = 20_000;
    private const int Highest = 22_600;

    private readonly string folder = Directory.CreateTempSubdirectory("servepath-cluster-").FullName;

    public RedisClusterServers()
    {
        for (var tries = 0; Servers.Count == 0; tries++)
        {
            var servers = Place().Select(port => new ClusterServer(port, folder)).ToList();
            servers.ForEach(static server => server.Start());
            if (Until(() => servers.TrueForAll(static server => server.Info("server", "redis_mode") == "cluster"), TimeSpan.FromSeconds(5)))
            {
                Servers = servers;
            }
            else
            {
                servers.ForEach(static server => server.Dispose());
                if (tries == 3)
                {
                    throw new InvalidOperationException("no six redis-servers could be started");
                }
            }
        }

        Form();
    }

    /// <summary>All servers, by port.</summary>
    public IReadOnlyList<ClusterServer> Servers { get; private set; } = [];

    public string ConnectionString => $"127.0.0.1:{Text(Servers[0].Port)},127.0.0.1:{Text(Servers[1].Port)},127.0.0.1:{Text(Servers[2].Port)}";

    /// <summary>The servers that hold <paramref name="key"/>, by their role as it is now.</summary>
    public (ClusterServer Primary, ClusterServer Replica) ShardOf(string key)
    {
        foreach (var server in Servers)
        {
            if (server.Info("replication", "role") == "master" && server.Ask($"GET {key}") is var told && !told.StartsWith("-", StringComparison.Ordinal))
            {
                return (server, Servers.First(other => other.Info("replication", "master_port") == Text(server.Port)));
            }
        }

        throw new InvalidOperationException($"nobody holds {key}");
    }

    /// <summary>Whether every replica is in step with its primary.</summary>
    public bool IsInStep() => Servers.Where(static server => server.Info("replication", "role") == "slave").ToArray() is { Length: Count / 2 } replicas
        && replicas.All(replica =>
        {
            var primary = Servers.First(server => Text(server.Port) == replica.Info("replication", "master_port"));
            return replica.Info("replication", "master_link_status") == "up"
                && long.TryParse(primary.Info("replication", "master_repl_offset"), CultureInfo.InvariantCulture, out var offset)
                && long.TryParse(replica.Info("replication", "slave_repl_offset"), CultureInfo.InvariantCulture, out var reached)
                && reached >= offset;
        });

    /// <summary>
    /// Has <paramref name="replica"/> take its primary's place. On a slow machine a failover by hand may run out of its five seconds,
    /// and is then not tried again by itself.
    /// </summary>
    public static async Task FailOverAsync(ClusterServer replica)
    {
        var ordered = TimeSpan.FromSeconds(-10);
        var clock = Stopwatch.StartNew();
        await Probe.UntilAsync(
            $"{replica.Port} is a primary",
            () =>
            {
                if (replica.Info("replication", "role") == "master")
                {
                    return true;
                }

                if (clock.Elapsed - ordered > TimeSpan.FromSeconds(7))
                {
                    replica.Ask("CLUSTER FAILOVER");
                    ordered = clock.Elapsed;
                }

                return false;
            },
            TimeSpan.FromSeconds(30));
    }

    public bool IsWhole() => Servers.All(static server => server.Ask("CLUSTER INFO") is var info
        && info.Contains("cluster_state:ok", StringComparison.Ordinal) && info.Contains("cluster_slots_ok:16384", StringComparison.Ordinal)
        && server.Ask("CLUSTER NODES").Split("slave ").Length == (Count / 2) + 1) && IsInStep();

    public void Dispose()
    {
        foreach (var server in Servers)
        {
            server.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int[] Place()
    {
        for (var tries = 0; tries < 200; tries++)
        {
            var first = Random.Shared.Next(Lowest, Highest);
            var ports = Enumerable.Range(first, Count).ToArray();
            if (ports.All(static port => IsFree(port) && IsFree(port + 10_000)))
            {
                return ports;
            }
        }

        throw new InvalidOperationException($"no {Count} free ports between {Lowest} and {Highest}");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool Until(Func<bool> look, TimeSpan patience)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience;)
        {
            try
            {
                if (look())
                {
                    return true;
                }
            }
            catch (SocketException)
            {
                // Not up yet.
            }

            using var pause = new ManualResetEventSlim();
            pause.Wait(20);
        }

        return false;
    }

    private void Form()
    {
        var primaries = Servers.Take(3).ToArray();
        (int First, int Last)[] slots = [(0, 5460), (5461, 10922), (10923, 16383)];
        for (var i = 0; i < Count; i++)
        {
            Servers[i].Ask($"CLUSTER SET-CONFIG-EPOCH {i + 1}");
        }

        for (var i = 0; i < primaries.Length; i++)
        {
            primaries[i].Ask($"CLUSTER ADDSLOTSRANGE {slots[i].First} {slots[i].Last}");
        }

        foreach (var server in Servers.Skip(1))
        {
            Servers[0].Ask($"CLUSTER MEET 127.0.0.1 {server.Port}");
        }

        Demand("six servers know each other", () => Servers.All(static server => server.Ask("CLUSTER INFO").Contains($"cluster_known_nodes:{Count}", StringComparison.Ordinal)));
        for (var i = 0; i < primaries.Length; i++)
        {
            var id = primaries[i].Ask("CLUSTER MYID").Split("\r\n")[1];
            var replica = Servers[i + 3];
            Demand($"{replica.Port} becomes a replica", () => replica.Ask($"CLUSTER REPLICATE {id}").StartsWith("+OK", StringComparison.Ordinal));
        }

        Demand("the cluster is whole", IsWhole);
    }

    private void Demand(string expectation, Func<bool> look)
    {
        if (!Until(look, TimeSpan.FromSeconds(15)))
        {
            var state = Servers[0].Ask("CLUSTER NODES");
            Dispose();
            throw new InvalidOperationException($"{expectation}: not within 15 s: {state}");
        }
    }
}
