using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Caching;
using Servepath.Serving.Reading;
using static Servepath.Tests.Unit.Serving.Reading.ReadingUnderTest;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class LadderTests : IAsyncLifetime
{
    private readonly ReadingUnderTest under = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await under.DisposeAsync();

    [Fact]
    public async Task A_row_comes_from_the_caches_then_from_near_until_its_time_is_over()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        var first = (await under.Read()).Row!;
        first.AnsweredBy.Should().Be(AnsweredBy.Cache);
        first.Version("pulse").Should().Be(3);
        first.Revision.Should().Be(4);

        under.Time.Advance(TimeSpan.FromMilliseconds(999));
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Near);
        under.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Cache);
        under.Source.Fetches.Should().Be(2);
    }

    [Fact]
    public async Task Storage_answers_when_the_cache_does_not()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [0, 0], RowLayer.Storage));
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Storage);
    }

    [Fact]
    public async Task Without_the_realtime_cache_a_row_is_served_and_says_what_may_be_behind()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0]));
        (await under.Read()).Row!.Stale.Should().Equal("pulse", "stock");
        (await under.Read()).Row!.Stale.Should().Equal("pulse", "stock");
    }

    [Fact]
    public async Task When_the_realtime_cache_goes_down_a_node_does_not_go_back()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [7, 0]));
        await under.Read();
        under.Time.Advance(TimeSpan.FromSeconds(2));
        under.Source.Gives(Fetched([1, 2, 0, 0]));
        var row = (await under.Read()).Row!;
        row.Version("pulse").Should().Be(7);
        row.Stale.Should().Equal("pulse", "stock");
    }

    [Fact]
    public async Task When_nothing_answers_the_near_row_past_its_time_is_served_and_marked()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        await under.Read();
        under.Time.Advance(TimeSpan.FromMinutes(20));
        under.Source.Gives(default);
        var row = (await under.Read()).Row!;
        row.AnsweredBy.Should().Be(AnsweredBy.NearStale);
        row.Stale.Should().Equal("base", "pulse", "stock", "text");
        row["pulse"].ToArray().Should().Equal(Body(3));
    }

    [Fact]
    public async Task When_nothing_answers_and_nothing_is_near_the_row_is_unavailable_not_missing()
    {
        (await under.Read()).Status.Should().Be(ReadStatus.Unavailable);
        under.Source.Gives(Fetched([0, 0, 0, 0], [0, 0], RowLayer.Storage));
        (await under.Read()).Status.Should().Be(ReadStatus.Missing);
        under.Source.Gives(default);
        under.Time.Advance(TimeSpan.FromMinutes(1));
        (await under.Read()).Status.Should().Be(ReadStatus.Unavailable);
    }

    [Fact]
    public async Task A_source_that_throws_is_a_source_that_does_not_answer()
    {
        under.Source.Script = (_, _) => throw new InvalidOperationException("broken");
        (await under.Read()).Status.Should().Be(ReadStatus.Unavailable);
        (await under.Reader.ReadManyAsync("thing", ["a", "b"], default)).Should().OnlyContain(result => result.Status == ReadStatus.Unavailable);
    }

    [Fact]
    public async Task Unknown_domains_and_malformed_keys_are_told_apart_and_ask_nobody()
    {
        (await under.Reader.ReadAsync("nothing", "a", default)).Status.Should().Be(ReadStatus.UnknownDomain);
        (await under.Read("A B")).Status.Should().Be(ReadStatus.MalformedKey);
        under.Source.Fetches.Should().Be(0);
    }

    [Fact]
    public async Task One_fetch_serves_all_who_ask_meanwhile_and_the_first_to_leave_does_not_end_it()
    {
        var gate = new TaskCompletionSource<FetchedRow>();
        under.Source.Script = (_, _) => new(gate.Task);
        using var first = new CancellationTokenSource();
        var leaving = under.Read(cancellationToken: first.Token).AsTask();
        var staying = Enumerable.Range(0, 10).Select(_ => under.Read().AsTask()).ToArray();
        await first.CancelAsync();
        (await leaving).Status.Should().Be(ReadStatus.Unavailable);

        gate.SetResult(Fetched([1, 0, 0, 0], [0, 0]));
        (await Task.WhenAll(staying)).Should().OnlyContain(result => result.Status == ReadStatus.Found);
        under.Source.Fetches.Should().Be(1);
    }

    [Fact]
    public async Task A_fetch_ends_at_the_requests_deadline()
    {
        under.Source.Script = async (_, cancellationToken) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, under.Time, cancellationToken);
            return default;
        };
        var reading = under.Read().AsTask();
        under.Time.Advance(under.Settings.RequestDeadline);
        (await reading).Status.Should().Be(ReadStatus.Unavailable);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_joined_a_fetch_that_ends_without_an_answer_fetches_once_more_in_the_time_that_is_left(bool batch)
    {
        under.Source.Script = async (_, cancellationToken) =>
        {
            if (under.Source.Fetches == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, under.Time, cancellationToken);
            }

            return Fetched([1, 0, 0, 0], [0, 0]);
        };
        var first = under.Read().AsTask();
        under.Time.Advance(under.Settings.RequestDeadline / 2);
        var joined = batch ? FirstAsync() : under.Read().AsTask();
        under.Time.Advance(under.Settings.RequestDeadline / 2);
        (await joined).Status.Should().Be(ReadStatus.Found);

        // Its own time is over; the other may have been quick enough to leave it something near.
        await first;
        under.Source.Fetches.Should().Be(2);

        async Task<ReadResult> FirstAsync() => (await under.Reader.ReadManyAsync("thing", ["a"], default))[0];
    }

    [Fact]
    public async Task A_batch_takes_what_is_near_and_fetches_the_rest_at_once_in_the_order_asked()
    {
        under.Source.Script = (key, _) => new(key == "gone" ? Fetched([0, 0, 0, 0], [0, 0]) : Fetched([key[0], 0, 0, 0], [0, 0]));
        await under.Read("b");
        var results = await under.Reader.ReadManyAsync("thing", ["c", "b", "gone", "a", "c", "NO"], default);

        results.Select(result => result.Status).Should().Equal(
            ReadStatus.Found, ReadStatus.Found, ReadStatus.Missing, ReadStatus.Found, ReadStatus.Found, ReadStatus.MalformedKey);
        results.Select(result => result.Row?.Key).Should().Equal("c", "b", null, "a", "c", null);
        results[1].Row!.AnsweredBy.Should().Be(AnsweredBy.Near);
        under.Source.Batches.Should().ContainSingle().Which.Should().Equal("c", "gone", "a");
    }

    [Fact]
    public async Task A_batch_and_a_single_read_share_one_fetch()
    {
        var gate = new TaskCompletionSource<FetchedRow>();
        under.Source.Script = (_, _) => new(gate.Task);
        var batch = under.Reader.ReadManyAsync("thing", ["a", "b"], default).AsTask();
        var single = under.Read("b").AsTask();
        gate.SetResult(Fetched([1, 0, 0, 0], [0, 0]));
        (await batch).Should().OnlyContain(result => result.Status == ReadStatus.Found);
        (await single).Status.Should().Be(ReadStatus.Found);
        under.Source.Fetches.Should().Be(0);
    }

    [Fact]
    public async Task News_drops_an_older_near_row_and_leaves_one_that_has_it()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        await under.Read();
        under.Push.Send(group: 2, version: 3);
        under.Push.Send(group: 0, version: 3);
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Near);

        under.Push.Send(group: 2, version: 4);
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Cache);
    }

    [Fact]
    public async Task A_whole_rows_news_is_compared_with_the_image_and_not_with_the_merged_revision()
    {
        // Image 1+2 = 3; realtime lifts the merged revision to 10, which must not hide that storage has reached 4.
        under.Source.Gives(Fetched([1, 2, 0, 0], [9, 0]));
        await under.Read();
        under.Push.Send(group: 0, version: 4);
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Cache);
    }

    [Fact]
    public async Task A_node_that_was_told_of_a_version_keeps_no_row_below_it()
    {
        under.Push.Send(group: 2, version: 5);
        under.Source.Gives(Fetched([1, 2, 0, 0], [4, 0]));
        (await under.Read()).Row!.Version("pulse").Should().Be(4);
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Cache);

        under.Source.Gives(Fetched([1, 2, 0, 0], [5, 0]));
        await under.Read();
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Near);
    }

    [Fact]
    public async Task What_was_told_is_forgotten_after_minutes_so_that_no_row_is_kept_out_for_ever()
    {
        under.Push.Send(group: 2, version: 5);
        under.Source.Gives(Fetched([1, 2, 0, 0], [4, 0]));
        under.Time.Advance(TimeSpan.FromMinutes(5));
        await under.Read();
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Near);
    }

    [Fact]
    public async Task Who_asks_after_the_news_does_not_get_a_fetch_that_left_before_it()
    {
        var gate = new TaskCompletionSource<FetchedRow>();
        under.Source.Script = (_, _) => new(gate.Task);
        var early = under.Read().AsTask();
        under.Push.Send(group: 2, version: 5);
        under.Source.Gives(Fetched([1, 2, 0, 0], [5, 0]));
        (await under.Read()).Row!.Version("pulse").Should().Be(5);

        gate.SetResult(Fetched([1, 2, 0, 0], [4, 0]));
        (await early).Row!.Version("pulse").Should().Be(5, "what the node holds is newer by now");
        (await under.Read()).Row!.Version("pulse").Should().Be(5);
    }

    [Fact]
    public async Task While_the_push_channel_is_silent_near_rows_live_100_ms()
    {
        under.Source.Gives(Fetched([1, 0, 0, 0], [0, 0]));
        await under.Read();
        under.Push.IsAlive = false;
        under.Time.Advance(TimeSpan.FromMilliseconds(99));
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Near);
        under.Time.Advance(TimeSpan.FromMilliseconds(1));
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Cache);
    }

    [Fact]
    public async Task A_near_lifetime_of_zero_switches_the_near_cache_off()
    {
        await using var off = new ReadingUnderTest(Make("thing", nearMs: 0));
        off.Source.Gives(Fetched([1, 0, 0, 0], [0, 0]));
        await off.Read();
        (await off.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Cache);
    }

    [Fact]
    public async Task A_changed_definition_counts_at_once()
    {
        under.Source.Gives(Fetched([1, 0, 0, 0], [0, 0]));
        await under.Read();
        under.Blueprint.Current = new(2, System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
            new Dictionary<string, Servepath.Serving.Blueprint.ServingDomain> { ["thing"] = Make("thing", nearMs: 5000) }));
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Cache);
        under.Time.Advance(TimeSpan.FromSeconds(4));
        (await under.Read()).Row!.AnsweredBy.Should().Be(AnsweredBy.Near);
    }

    [Fact]
    public async Task A_sale_begins_in_a_near_row_without_a_fetch()
    {
        var begins = under.Time.GetUtcNow().AddMilliseconds(500);
        var value = GroupValue.Scheduled(3, [new(DateTimeOffset.MinValue, begins, Body(1)), new(begins, DateTimeOffset.MaxValue, Body(2))]);
        under.Source.Gives(Fetched([Value(1), value, default, default], []));
        var before = (await under.Read()).Row!;
        before["pulse"].ToArray().Should().Equal(Body(1));
        before.NextMoment.Should().Be(begins);

        under.Time.Advance(TimeSpan.FromMilliseconds(500));
        var after = (await under.Read()).Row!;
        after["pulse"].ToArray().Should().Equal(Body(2));
        after.AnsweredBy.Should().Be(AnsweredBy.Near);
        before["pulse"].ToArray().Should().Equal(Body(1), "a row is one moment");
    }

    [Fact]
    public void Whatever_happens_a_node_that_hears_news_never_serves_a_row_below_it_while_the_cache_has_it() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[1, 3]).Array[1, 40].Sample(steps =>
        {
            var fresh = new ReadingUnderTest();
            var versions = new long[] { 1, 1, 1, 1 };
            long told = 0;
            foreach (var (step, amount) in steps)
            {
                switch (step)
                {
                    case 0:
                        versions[1] += amount;
                        fresh.Push.Send(2, versions[1]);
                        told = versions[1];
                        break;
                    case 1:
                        versions[1] += amount;
                        break;
                    case 2:
                        fresh.Time.Advance(TimeSpan.FromMilliseconds(amount * 400));
                        break;
                    default:
                        fresh.Source.Gives(Fetched(versions, [versions[1], 0]));
                        var row = fresh.Read().AsTask().GetAwaiter().GetResult().Row!;
                        if (row.Version("pulse") < told)
                        {
                            return false;
                        }

                        break;
                }
            }

            return true;
        });
}
