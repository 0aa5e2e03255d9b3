using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Servepath.Domains.Catalog;
using Servepath.Kernel;
using Servepath.Postgres;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Contract.Domains.Catalog;

/// <summary>A write and its change are one transaction: whatever happens between them, there are both or neither.</summary>
public sealed class OneTransactionTests(OwnersApp app) : IClassFixture<OwnersApp>
{
    [Fact]
    public async Task A_failure_after_the_append_leaves_neither()
    {
        var store = Store(_ => throw new InvalidOperationException("in the middle"));

        await FluentActions.Awaiting(() => WriteAsync(store, "fails")).Should().ThrowAsync<InvalidOperationException>();

        await BothOrNeitherAsync("fails", 0);
    }

    [Fact]
    public async Task A_connection_killed_after_the_append_leaves_neither_and_the_next_write_both()
    {
        var isKilled = false;
        var store = Store(async connection =>
        {
            if (!isKilled)
            {
                isKilled = true;
                var process = await connection.ExecuteScalarAsync<int>("select pg_backend_pid()");
                await app.QueryAsync<bool>("select pg_terminate_backend(@process, 5000)", new { process });
            }
        });

        await FluentActions.Awaiting(() => WriteAsync(store, "killed")).Should().ThrowAsync<OwnerUnavailableException>();
        await BothOrNeitherAsync("killed", 0);

        await WriteAsync(store, "killed");
        await BothOrNeitherAsync("killed", 1);
    }

    [Fact]
    public async Task A_change_that_is_refused_leaves_neither()
    {
        var store = Store(_ => throw new InvalidChangeException("not this one"));

        await FluentActions.Awaiting(() => WriteAsync(store, "refused")).Should().ThrowAsync<InvalidChangeException>();

        await BothOrNeitherAsync("refused", 0);
    }

    private static async Task WriteAsync(ProductStore store, string id) =>
        await store.WriteAsync([new(id, "Title", null, null, null, null, "api")], CancellationToken.None);

    private async Task BothOrNeitherAsync(string id, int expected)
    {
        (await app.QueryAsync<int>("select count(*)::int from catalog.products where id = @id", new { id })).Should().Be(expected);
        (await app.PublishedAsync(id, "details")).Should().HaveCount(expected);
    }

    private ProductStore Store(Func<DbConnection, Task> between) => new(new OwnerWriters(
        app.Services.GetRequiredService<OwnersDatabase>(),
        new InterruptedOutbox(app.Services.GetRequiredService<IChangeOutbox>(), between),
        app.Guards,
        TimeProvider.System).For($"catalog-{Guid.NewGuid():N}"));

    /// <summary>Does what it should, and then lets something happen before the commit.</summary>
    private sealed class InterruptedOutbox(IChangeOutbox inner, Func<DbConnection, Task> between) : IChangeOutbox
    {
        public async ValueTask AppendAsync(
            DbTransaction transaction, IReadOnlyList<Change> changes, IReadOnlyList<OwnerStatement> before, IReadOnlyList<OwnerStatement> after,
            Func<DbDataReader, CancellationToken, ValueTask>? read, CancellationToken cancellationToken)
        {
            await inner.AppendAsync(transaction, changes, before, after, read, cancellationToken);
            await between(transaction.Connection!);
        }

        public void Committed() => inner.Committed();

        public ValueTask<IReadOnlyDictionary<string, long>> FloorsAsync(DbTransaction transaction, IReadOnlyCollection<string> domains, CancellationToken cancellationToken) =>
            inner.FloorsAsync(transaction, domains, cancellationToken);
    }
}
