using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Servepath.Redis;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Redis;

/// <summary>The contract on redis-server, and what a frozen or killed server does to it.</summary>
public sealed class OnRealRedis(RealRedis server) : RedisClientContract<RealRedis>(server)
{
    [Fact]
    public async Task A_call_to_a_frozen_server_ends_with_its_token()
    {
        await Client.PingAsync(Soon());
        var unanswered = new List<Task>();
        Server.Freeze();
        try
        {
            var calls = new Func<CancellationToken, Task>[]
            {
                async token => await Client.GetAsync("x", token),
                async token => await Client.GetManyAsync(["x", "y"], token),
                async token => await Client.HashGetManyAsync(["x"], ["1"], token),
                async token => await Client.PutIfAbsentAsync("x", Text("L"), TimeSpan.FromSeconds(1), token),
                async token => await Client.PublishAsync("c", Text("m"), token),
                async token => await Client.PingAsync(token),
            };
            foreach (var call in calls)
            {
                // Ends after a second, by the client's own limit.
                var patient = Client.PingAsync(Soon()).AsTask();
                using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
                var ask = () => call(patience.Token);
                await ask.Should().ThrowAsync<OperationCanceledException>();
                patient.IsCompleted.Should().BeFalse("who waits no longer than 50 ms is done long before");
                unanswered.Add(patient);
            }
        }
        finally
        {
            Server.Thaw();
        }

        await Probe.UntilAsync("the thawed server answers", async () => await Client.PingAsync(Soon()) > TimeSpan.Zero);
        await Task.WhenAll(unanswered).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [Fact]
    public async Task A_killed_server_is_unavailable_and_comes_back_by_itself()
    {
        var heard = new List<string>();
        await using var subscription = await Client.SubscribeAsync("news", message => Keep(heard, message), null, Soon());
        Server.Kill();
        var get = async () => await Client.GetAsync("x", Soon());
        await get.Should().ThrowAsync<RedisUnavailableException>();
        await using var begunWhileAway = await Client.SubscribeAsync("other", message => Keep(heard, message), null, Soon());
        Server.Restart();
        await Probe.UntilAsync("the client finds the server again", async () => await Client.PingAsync(Soon()) > TimeSpan.Zero);
        foreach (var channel in new[] { "news", "other" })
        {
            await Probe.UntilAsync($"the listener of {channel} hears again", async () =>
            {
                await Client.PublishAsync(channel, Text(channel), Soon());
                lock (heard)
                {
                    return heard.Contains(channel);
                }
            });
        }
    }

    [Fact]
    public async Task A_server_that_has_forgotten_a_script_gets_it_again()
    {
        var one = new RedisScript("one", "return 1");
        (await Client.EvaluateAsync(one, "x", [], Soon())).Should().Be(1);
        Server.Command("SCRIPT", "FLUSH");
        (await Client.EvaluateAsync(one, "x", [], Soon())).Should().Be(1);
    }

    [Fact]
    public async Task What_a_client_does_in_the_background_is_no_part_of_the_request_that_came_first()
    {
        using var request = new Activity("request").Start();
        var log = new ActivityLog();
        await using var clients = new RedisClients(TimeProvider.System, log);
        var get = async () => await clients.Get("127.0.0.1:1").GetAsync("x", Soon());
        await get.Should().ThrowAsync<RedisUnavailableException>();
        log.Activities.Should().NotBeEmpty().And.OnlyContain(activity => activity == null);
    }

    [Fact]
    public async Task A_server_that_starts_later_than_its_client_is_found()
    {
        Server.Kill();
        await using var clients = new RedisClients(TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        var early = clients.Get(Server.ConnectionString);
        var ping = async () => await early.PingAsync(Soon());
        await ping.Should().ThrowAsync<RedisUnavailableException>();
        Server.Restart();
        await Probe.UntilAsync("the early client finds the server", async () => await early.PingAsync(Soon()) > TimeSpan.Zero);
    }

    /// <summary>Keeps for each line which activity it was written in.</summary>
    private sealed class ActivityLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<Activity?> Activities { get; } = new();

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Activities.Enqueue(Activity.Current);

        public bool IsEnabled(LogLevel logLevel) => true;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
