using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Changes;

public sealed class ConsumerTests : IAsyncLifetime
{
    private readonly PostgresDatabase database = new();
    private readonly TestBlueprint blueprint = new(TestBlueprint.Domain("thing", (1, "one")));

    public Task InitializeAsync() => database.InitializeAsync();

    public Task DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Of_two_processes_one_consumes_and_the_other_takes_over_where_it_ended()
    {
        var seen = new ConcurrentQueue<string>();
        await using var first = await HostAsync("first", seen);
        await first.AppendAsync(Some.Body("thing", "a", "one", 1));
        await Probe.UntilAsync("the first consumes", () => seen.Count == 1);
        await using var second = await HostAsync("second", seen);
        await first.AppendAsync(Some.Body("thing", "b", "one", 1));
        await Probe.UntilAsync("one of them consumes", () => seen.Count == 2);

        await first.StopAsync();
        await second.AppendAsync(Some.Body("thing", "c", "one", 1));
        await Probe.UntilAsync("the second takes over", () => seen.Contains("second c"));

        seen.Should().Equal("first a", "first b", "second c");
    }

    [Fact]
    public async Task A_lost_connection_gives_the_lock_up_and_takes_it_again()
    {
        var seen = new ConcurrentQueue<string>();
        await using var host = await HostAsync("only", seen);
        await host.AppendAsync(Some.Body("thing", "a", "one", 1));
        await Probe.UntilAsync("it consumes", () => seen.Count == 1);

        await using (var connection = await database.Source.OpenConnectionAsync())
        {
            await connection.ExecuteAsync("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        }

        await Probe.UntilAsync("the owner can write again", async () =>
        {
            await host.AppendAsync(Some.Body("thing", "b", "one", 1));
            return true;
        });
        await Probe.UntilAsync("it consumes again", () => seen.Contains("only b"));
    }

    [Fact]
    public async Task A_batch_that_failed_comes_again()
    {
        var seen = new ConcurrentQueue<string>();
        var failures = 3;
        await using var host = await HostAsync("only", seen, () => Interlocked.Decrement(ref failures) >= 0);
        await host.AppendAsync(Some.Body("thing", "a", "one", 1), Some.Body("thing", "b", "one", 1));

        await Probe.UntilAsync("both came", () => seen.Contains("only b"));
        seen.Should().Equal("only a", "only b");
    }

    [Fact]
    public async Task Positions_of_all_groups_are_told_beside_the_log()
    {
        var seen = new ConcurrentQueue<string>();
        await using var host = await HostAsync("only", seen);
        await host.AppendAsync(Some.Body("thing", "a", "one", 1));

        await Probe.UntilAsync("nothing is pending", async () =>
            await host.Get<IngestLag>().MeasureAsync(CancellationToken.None) is { Pending: var pending }
            && pending.TryGetValue("group", out var count) && count == 0 && !seen.IsEmpty);
        await host.StopAsync();
        await host.AppendAsync(Some.Body("thing", "b", "one", 1), Some.Body("thing", "c", "one", 1));
        (await host.Get<IngestLag>().MeasureAsync(CancellationToken.None)).Pending.Should().Contain("group", 2);
    }

    private Task<ServingHost> HostAsync(string name, ConcurrentQueue<string> seen, Func<bool>? fails = null) =>
        ServingHost.StartAsync(database, blueprint, services =>
            services.AddChangeConsumer(provider => new Consumer(name, seen, fails, provider.GetRequiredService<IConsumerOffsets>())));

    private sealed class Consumer(string name, ConcurrentQueue<string> seen, Func<bool>? fails, IConsumerOffsets offsets) : IChangeConsumer
    {
        public string Group => "group";

        public int BatchSize => 10;

        public ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken) => offsets.LoadAsync(Group, cancellationToken);

        public async ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken)
        {
            if (fails?.Invoke() == true)
            {
                throw new IOException("no effect this time");
            }

            foreach (var change in batch.Changes)
            {
                seen.Enqueue($"{name} {change.Key}");
            }

            await offsets.SaveAsync(Group, batch.Next, cancellationToken);
        }
    }
}
