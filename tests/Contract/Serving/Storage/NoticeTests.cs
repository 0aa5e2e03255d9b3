using Microsoft.Extensions.DependencyInjection;
using Servepath.Serving.Storage;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Serving.Storage;

public sealed class NoticeTests : IAsyncLifetime
{
    private readonly PostgresDatabase database = new();
    private ServingHost host = null!;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        host = await ServingHost.StartAsync(
            database, new TestBlueprint(TestBlueprint.Domain("thing", (1, "one"))), services => services.AddStorageWriting());
    }

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Groups_read_notices_apart_from_each_other_and_go_on_where_they_were()
    {
        await host.AppendAsync(Some.Body("thing", "a", "one", 1), Some.Body("thing", "b", "one", 2));
        await host.StoredAsync();
        var notices = host.Get<INotices>();

        await Probe.UntilAsync("both can be read", async () => (await ReadAsync(notices, "csp", 10)).Notices.Count == 2);

        var first = await ReadAsync(notices, "csp", 1);
        await notices.SavePositionAsync("csp", first.Next, CancellationToken.None);
        var rest = await ReadAsync(notices, "csp", 10);

        first.Notices.Concat(rest.Notices).Select(notice => (notice.Domain, notice.Key, notice.Revision)).Should().Equal(("thing", "a", 1), ("thing", "b", 2));
        (await ReadAsync(notices, "ncsp", 10)).Notices.Should().HaveCount(2);
        (await notices.ReadAsync(rest.Next, 10, CancellationToken.None)).Notices.Should().BeEmpty();
    }

    [Fact]
    public async Task A_reader_that_waits_is_woken_by_what_comes()
    {
        var notices = host.Get<INotices>();
        var position = "";
        var seen = 0;
        for (var i = 1; i <= 20; i++)
        {
            await host.AppendAsync(Some.Body("thing", "a", "one", i));
            await Probe.UntilAsync("the notice comes", async () =>
            {
                var batch = await notices.ReadAsync(position, 10, CancellationToken.None);
                if (batch.Notices.Count == 0)
                {
                    await notices.WaitAsync(CancellationToken.None);
                }

                position = batch.Next;
                seen += batch.Notices.Count;
                return seen >= i;
            });
        }

        seen.Should().Be(20);
    }

    [Fact]
    public async Task What_changed_lately_is_told_once_a_row_with_its_newest_revision()
    {
        await host.AppendAsync(Some.Body("thing", "old", "one", 1));
        await host.StoredAsync();
        await host.ExecuteAsync("update storage.notices set written_at = now() - interval '5 minutes'");
        await host.AppendAsync(Some.Body("thing", "a", "one", 1));
        await host.StoredAsync();
        await host.AppendAsync(Some.Body("thing", "a", "one", 2));
        await host.StoredAsync();

        var lately = await ToListAsync(host.Get<INotices>().SinceAsync(TimeProvider.System.GetUtcNow().AddMinutes(-1), CancellationToken.None));

        lately.Select(notice => (notice.Key, notice.Revision)).Should().Equal(("a", 2));
    }

    [Fact]
    public async Task Old_notices_go_once_every_group_has_passed_them()
    {
        for (var i = 1; i <= 4; i++)
        {
            await host.AppendAsync(Some.Body("thing", $"k{i}", "one", i));
            await host.StoredAsync();
        }

        await host.ExecuteAsync("update storage.notices set written_at = now() - interval '2 hours' where key <> 'k4'");
        var notices = host.Get<INotices>();
        await Probe.UntilAsync("all can be read", async () => (await ReadAsync(notices, "slow", 10)).Notices.Count == 4);
        var trimmer = ActivatorUtilities.CreateInstance<NoticeTrimmer>(host.Services);
        var slow = await ReadAsync(notices, "slow", 2);
        await notices.SavePositionAsync("slow", slow.Next, CancellationToken.None);
        await notices.SavePositionAsync("fast", (await ReadAsync(notices, "fast", 10)).Next, CancellationToken.None);

        (await trimmer.TrimAsync(CancellationToken.None)).Should().Be(2);
        (await KeysAsync()).Should().Equal("k3", "k4");

        await host.ExecuteAsync("update storage.notice_offsets set saved_at = now() - interval '2 days' where grp = 'slow'");
        (await trimmer.TrimAsync(CancellationToken.None)).Should().Be(1, "a group that stood still for a day holds back nothing");
        (await KeysAsync()).Should().Equal("k4");
    }

    private Task<IReadOnlyList<string>> KeysAsync() => host.ListAsync<string>("select key from storage.notices order by key");

    private static async Task<NoticeBatch> ReadAsync(INotices notices, string group, int most) =>
        await notices.ReadAsync(await notices.LoadPositionAsync(group, CancellationToken.None), most, CancellationToken.None);

    private static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> all)
    {
        var list = new List<T>();
        await foreach (var each in all)
        {
            list.Add(each);
        }

        return list;
    }
}
