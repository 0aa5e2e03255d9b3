using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Changes;

public sealed class LateCommitTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>
{
    [Fact]
    public async Task A_late_commit_is_never_skipped_where_a_cursor_by_number_alone_would_lose_it()
    {
        var consumer = new Collecting();
        await using var host = await ServingHost.StartAsync(
            database,
            new TestBlueprint(TestBlueprint.Domain("thing", (1, "one"))),
            services => services.AddSingleton(consumer).AddChangeConsumer<Collecting>());
        using var stop = new CancellationTokenSource();
        var naive = NaiveAsync(host.Database, stop.Token);

        const int Writers = 6;
        const int Each = 60;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var random = new Random(writer);
            for (var i = 1; i <= Each; i++)
            {
                await using var connection = await host.Get<OwnersDatabase>().Source.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                await host.Get<IChangeOutbox>().AppendAsync(transaction, [Some.Body("thing", $"k{writer}", "one", i)], CancellationToken.None);
                await Task.Delay(random.Next(0, 8));
                await transaction.CommitAsync();
                host.Get<IChangeOutbox>().Committed();
            }
        }));

        await Probe.UntilAsync("all changes are consumed", () => consumer.Seen.Count >= Writers * Each);
        consumer.Seen.Should().OnlyHaveUniqueItems().And.HaveCount(Writers * Each);
        await stop.CancelAsync();
        (await naive).Should().BeLessThan(Writers * Each, "otherwise the test proves nothing");
    }

    [Fact]
    public async Task An_open_write_transaction_holds_readers_back_until_its_end()
    {
        await using var host = await ServingHost.StartAsync(
            database, new TestBlueprint(TestBlueprint.Domain("thing", (1, "one"))), services => services.AddChangeLog(), run: false);
        var log = host.Get<IChangeLog>();
        var count = await log.CountAfterAsync(LogPosition.Beginning, CancellationToken.None);
        await using var connection = await host.Database.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("select pg_current_xact_id()", connection);
            await command.ExecuteScalarAsync();
            await host.AppendAsync(Some.Body("thing", "held-back", "one", 1));

            (await log.CountAfterAsync(LogPosition.Beginning, CancellationToken.None)).Should().Be(count + 1);
            (await log.NowAsync()).Should().NotContain(change => change.Key == "held-back");
        }

        (await log.AllAsync()).Should().Contain(change => change.Key == "held-back");
    }

    private static async Task<int> NaiveAsync(NpgsqlDataSource source, CancellationToken stop)
    {
        long last = 0;
        var seen = 0;
        await using var connection = await source.OpenConnectionAsync(CancellationToken.None);
        while (!stop.IsCancellationRequested)
        {
            await using var select = new NpgsqlCommand("select id from changes.log where id > $1 order by id", connection) { Parameters = { new() { Value = last } } };
            await using var reader = await select.ExecuteReaderAsync(CancellationToken.None);
            while (await reader.ReadAsync(CancellationToken.None))
            {
                last = reader.GetInt64(0);
                seen++;
            }

            await Task.Yield();
        }

        return seen;
    }

    private sealed class Collecting : IChangeConsumer
    {
        public ConcurrentBag<(string, long)> Seen { get; } = [];

        public string Group => "collecting";

        public int BatchSize => 50;

        public ValueTask<LogPosition> LoadPositionAsync(CancellationToken cancellationToken) => new(LogPosition.Beginning);

        public ValueTask ApplyAsync(ChangeBatch batch, CancellationToken cancellationToken)
        {
            foreach (var change in batch.Changes.Where(change => change.Key != "held-back"))
            {
                Seen.Add((change.Key, change.Value.Version));
            }

            return default;
        }
    }
}
