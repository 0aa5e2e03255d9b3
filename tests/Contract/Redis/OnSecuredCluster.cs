using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Redis;
using Servepath.Redis.Nodes;
using Servepath.Serving.Caching;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Redis;

/// <summary>A cluster that speaks TLS only, to a user who may do no more than a cache's user must.</summary>
public sealed class OnSecuredCluster : IDisposable
{
    // What the runbook says that the user needs; no EVAL of CLUSTER, no CONFIG, no KEYS.
    private const string Rights =
        "~* &* -@all +get +set +del +unlink +getrange +hget +hmget +hset +pexpire +eval +evalsha +script|load +publish +subscribe +unsubscribe +ping +echo +info +dbsize "
        + "+readonly +asking +hello +client +cluster|nodes";

    private static readonly byte[] One = "00000000000000000001"u8.ToArray();

    private const string Ambient = "SERedis_IssuerCertPath";

    private readonly string folder = Directory.CreateTempSubdirectory("servepath-secured-").FullName;
    private readonly string? before = Environment.GetEnvironmentVariable(Ambient);
    private readonly int port = FreePort();
    private readonly StringBuilder said = new();
    private readonly Process server;

    public OnSecuredCluster()
    {
        WriteCertificates();
        Environment.SetEnvironmentVariable(Ambient, Path.Combine(folder, "ca.pem"));
        server = Process.Start(new ProcessStartInfo("redis-server",
        [
            "--port", "0", "--tls-port", Text(port), "--bind", "127.0.0.1", "--tls-cert-file", In("server.pem"), "--tls-key-file", In("server.key"),
            "--tls-ca-cert-file", In("ca.pem"), "--tls-auth-clients", "no", "--tls-cluster", "yes", "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf",
            "--dir", folder, "--save", "", "--appendonly", "no", "--loglevel", "warning", "--user", "cache", "on", ">s3cret", .. Rights.Split(' '),
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        server.OutputDataReceived += (_, line) => Keep(line.Data);
        server.ErrorDataReceived += (_, line) => Keep(line.Data);
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
    }

    private string ConnectionString => $"127.0.0.1:{Text(port)},ssl=true,user=cache,password=s3cret";

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Ambient, before);
        if (!server.HasExited)
        {
            server.Kill();
        }

        server.WaitForExit();
        server.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [SkippableFact]
    public async Task Every_connection_to_a_node_is_encrypted_and_bears_the_user()
    {
        await BeginAsync();
        await using var clients = new RedisClients(TimeProvider.System, NullLoggerFactory.Instance);
        var client = (DetectingClient)clients.Get(ConnectionString);
        await Probe.UntilAsync("the node is open", async () => await client.GetAsync("warm", Soon()) is null && client.Nodes is { } nodes
            && nodes.Topology.Shards.All(shard => shard.Primary?.Standing == Servepath.Redis.Nodes.Standing.Open));

        (await client.PutIfAbsentAsync("row", "value"u8.ToArray(), TimeSpan.FromMinutes(1), Soon())).Should().BeNull();
        (await client.GetManyAsync(["row", "none"], Soon())).Values.Select(bytes => bytes is null ? null : Encoding.UTF8.GetString(bytes)).Should().Equal("value", null);
        (byte[] row, byte[] newer, byte[] life) = ([.. One, 1], [.. "00000000000000000002"u8, 1], "60000"u8.ToArray());
        (await client.PutIfAbsentAsync("leased", "Ltoken"u8.ToArray(), TimeSpan.FromMinutes(1), Soon())).Should().BeNull();
        (await client.EvaluateAsync(CacheScripts.Fill, "leased", ["Ltoken"u8.ToArray(), row, life], Soon())).Should().Be(1);
        (await client.EvaluateAsync(CacheScripts.Compare, "leased", [One], Soon())).Should().Be(2);
        (await client.EvaluateAsync(CacheScripts.Refresh, "leased", [newer, life], Soon())).Should().Be(1);
        (await client.EvaluateAsync(CacheScripts.Extend, "leased", [life], Soon())).Should().Be(1);
        (await client.EvaluateAsync(CacheScripts.Discard, "leased", [newer], Soon())).Should().Be(1);
        (await client.EvaluateAsync(CacheScripts.PutRealtime, "hash", [life, "1"u8.ToArray(), One, "x"u8.ToArray()], Soon())).Should().Be(2);
        (await client.HashGetAsync("hash", ["1"], Soon()))[0].Should().Equal([.. One, .. "x"u8]);
        var heard = new TaskCompletionSource<string>();
        await using var listening = await client.SubscribeAsync("news", message => heard.TrySetResult(Encoding.UTF8.GetString(message.Span)), null, Soon());
        await client.PublishAsync("news", "hello"u8.ToArray(), Soon());
        (await heard.Task.WaitAsync(TimeSpan.FromSeconds(10))).Should().Be("hello");
        (await client.DeleteAsync("row", Soon())).Should().BeTrue();
    }

    [SkippableFact]
    public async Task A_wrong_password_is_said()
    {
        await BeginAsync();
        await using var clients = new RedisClients(TimeProvider.System, NullLoggerFactory.Instance);
        var wrong = clients.Get(ConnectionString.Replace("s3cret", "wr0ng", StringComparison.Ordinal));
        var get = async () => await wrong.GetAsync("x", Soon());
        (await get.Should().ThrowAsync<RedisUnavailableException>()).Which.Message.Should().Contain("WRONGPASS").And.NotContain("wr0ng");
    }

    private static CancellationToken Soon() => new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        // The bus has the port plus 10,000, below the ports that the system gives to whoever asks.
        while (true)
        {
            try
            {
                var port = Random.Shared.Next(20_000, 22_600);
                using var client = new System.Net.Sockets.TcpListener(IPAddress.Loopback, port);
                client.Start();
                using var bus = new System.Net.Sockets.TcpListener(IPAddress.Loopback, port + 10_000);
                bus.Start();
                return port;
            }
            catch (System.Net.Sockets.SocketException)
            {
                // Another.
            }
        }
    }

    private async Task BeginAsync()
    {
        await Probe.UntilAsync("the server gives slots to itself", () => server.HasExited || Cli("CLUSTER", "ADDSLOTSRANGE", "0", "16383") == "OK");
        SkipWithoutTls();
        Cli("ACL", "SETUSER", "default", "off").Should().Be("OK");
    }

    /// <summary>Skips where the server knows no TLS, and fails where it did not start for another reason.</summary>
    private void SkipWithoutTls()
    {
        if (server.HasExited)
        {
            server.WaitForExit();
            lock (said)
            {
                Skip.If(said.ToString().Contains("tls-port", StringComparison.Ordinal), "this redis-server is built without TLS");
                throw new InvalidOperationException(said.ToString());
            }
        }
    }

    private void Keep(string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }

    private string In(string file) => Path.Combine(folder, file);

    private string Cli(params string[] words)
    {
        using var cli = Process.Start(new ProcessStartInfo("redis-cli", ["-p", Text(port), "--tls", "--cacert", In("ca.pem"), .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var told = cli.StandardOutput.ReadToEnd();
        cli.WaitForExit();
        return told.Trim();
    }

    private void WriteCertificates()
    {
        var (from, until) = (TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
        using var issuerKey = RSA.Create(2048);
        var issuer = new CertificateRequest("CN=issuer of a test", issuerKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        issuer.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = issuer.CreateSelfSigned(from, until);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, from, until, [1, 2, 3, 4]);
        File.WriteAllText(In("ca.pem"), authority.ExportCertificatePem());
        File.WriteAllText(In("server.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(In("server.key"), key.ExportPkcs8PrivateKeyPem());
    }
}
