using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Embedded;
using Servepath.Redis;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Redis;

/// <summary>The contract on the embedded server, and the life of its socket.</summary>
public sealed class OnEmbeddedRedis(GarnetRedis server) : RedisClientContract<GarnetRedis>(server), IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("servepath-sockets-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_socket_left_by_a_killed_process_does_not_keep_it_from_starting()
    {
        var path = Path.Combine(folder, "left.sock");
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(path));

            // Disposing would unlink it; a killed process does not.
            File.Move(path, path + ".kept");
        }

        File.Move(path + ".kept", path);
        using var started = EmbeddedRedis.Start("left", folder, 16, NullLogger.Instance);
        await AnswersAsync(started);
    }

    [Fact]
    public async Task A_socket_on_which_somebody_serves_is_left_alone()
    {
        using var first = EmbeddedRedis.Start("taken", folder, 16, NullLogger.Instance);
        var second = () => EmbeddedRedis.Start("taken", folder, 16, NullLogger.Instance);
        second.Should().Throw<IOException>().WithMessage("*taken.sock*");
        await AnswersAsync(first);
    }

    [Fact]
    public async Task A_folder_with_a_long_path_gets_a_short_socket()
    {
        var deep = Path.Combine(folder, new string('d', 120));
        using (var started = EmbeddedRedis.Start("deep", deep, 16, NullLogger.Instance))
        {
            started.ConnectionString.Length.Should().BeLessThan(101);
            await AnswersAsync(started);
        }

        Directory.Exists(deep).Should().BeFalse();
    }

    [Fact]
    public async Task It_also_serves_a_free_port()
    {
        using var started = EmbeddedRedis.StartOnPort("port", 0, 16, NullLogger.Instance);
        started.ConnectionString.Should().StartWith("127.0.0.1:");
        await AnswersAsync(started);
    }

    [Fact]
    public async Task When_it_is_full_what_is_read_stays_and_the_rest_is_a_miss()
    {
        using var started = EmbeddedRedis.Start("full", folder, 16, NullLogger.Instance);
        await using var clients = new RedisClients(TimeProvider.System, NullLoggerFactory.Instance);
        var client = clients.Get(started.ConnectionString);
        await client.PutIfAbsentAsync("read", Text("kept"), TimeSpan.FromMinutes(1), Soon());
        for (var batch = 0; batch < 60; batch++)
        {
            await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.PutIfAbsentAsync($"{batch}:{i}", new byte[4000], TimeSpan.FromMinutes(1), Soon()).AsTask()));
            await client.GetAsync("read", Soon());
        }

        Text(await client.GetAsync("read", Soon())).Should().Be("kept");
        (await client.GetAsync("0:0", Soon())).Should().BeNull();
        (await client.GetAsync("59:199", Soon())).Should().HaveCount(4000);
    }

    private static async Task AnswersAsync(EmbeddedRedis started)
    {
        await using var clients = new RedisClients(TimeProvider.System, NullLoggerFactory.Instance);
        (await clients.Get(started.ConnectionString).PingAsync(Soon())).Should().BeGreaterThan(TimeSpan.Zero);
    }
}
