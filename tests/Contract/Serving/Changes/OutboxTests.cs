using System.Text;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Serving.Changes;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Changes;

public sealed class OutboxTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private ServingHost host = null!;

    public async Task InitializeAsync()
    {
        host = await ServingHost.StartAsync(
            database, new TestBlueprint(TestBlueprint.Domain("thing", (1, "one"), (2, "two"))), services => services.AddChangeLog(), run: false);
        await host.ExecuteAsync("truncate changes.log");
    }

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Fact]
    public async Task What_is_appended_is_read_back_byte_for_byte()
    {
        var scheduled = GroupValue.Scheduled(7,
        [
            new(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), Encoding.UTF8.GetBytes("""{ "a" : 1.50 }""")),
            new(DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.MaxValue, Encoding.UTF8.GetBytes("""{"b":"ü"}""")),
        ]);
        Change[] written =
        [
            Some.Body("thing", "a", "one", 3, """{"z": 1,  "a": 1.0, "z": "\u00e9 é"}"""),
            Some.Nothing("thing", "a", "two", 4),
            Some.Of("thing", "b", "one", scheduled),
        ];
        await host.AppendAsync(written);

        var read = await host.Get<IChangeLog>().AllAsync(2);

        read.Select(Legible).Should().Equal(written.Select(Legible));
        read[2].Value.Slices.Should().Be(scheduled.Slices);
        read[0].ChangedAt.Should().Be(written[0].ChangedAt);
        (await host.Get<IChangeLog>().CountAfterAsync(LogPosition.Beginning, CancellationToken.None)).Should().Be(3);
    }

    [Fact]
    public async Task A_rolled_back_write_leaves_no_change()
    {
        await using (var connection = await host.Get<OwnersDatabase>().Source.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await host.Get<IChangeOutbox>().AppendAsync(transaction, [Some.Body("thing", "a", "one", 1)], CancellationToken.None);
            await transaction.RollbackAsync();
        }

        (await host.Get<IChangeLog>().AllAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task One_bad_change_keeps_the_whole_call_out()
    {
        var append = () => host.AppendAsync(Some.Body("thing", "a", "one", 1), Some.Body("thing", "a", "three", 1));

        (await append.Should().ThrowAsync<InvalidChangeException>()).WithMessage("*three*");
        (await host.Get<IChangeLog>().AllAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_floor_is_told_to_the_owner()
    {
        await host.ExecuteAsync("insert into changes.floors values ('pricing', 500) on conflict do nothing");
        await using var connection = await host.Get<OwnersDatabase>().Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();

        (await host.Get<IChangeOutbox>().FloorsAsync(transaction, ["pricing", "other"], CancellationToken.None))
            .Should().BeEquivalentTo(new Dictionary<string, long> { ["pricing"] = 500, ["other"] = 0 });
    }

    [Fact]
    public async Task Order_is_by_number_of_transaction_and_not_by_its_text()
    {
        // 999 stands after 1000 as text.
        await host.ExecuteAsync(
            """
            insert into changes.log (xid, domain, key, grp, version, changed_at)
            select x::text::xid8, 'thing', 'k', 'one', x, now() from unnest(array[99, 100, 9, 10, 8]) as x
            """);
        var seen = (await host.Get<IChangeLog>().AllAsync(2)).Select(change => change.Value.Version);

        seen.Should().Equal(8, 9, 10, 99, 100);
    }

    private static (string, string, string, long, string) Legible(Change change) =>
        (change.Domain, change.Key, change.Group, change.Value.Version, Encoding.UTF8.GetString(change.Value.Json.Span));
}
