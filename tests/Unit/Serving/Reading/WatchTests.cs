using Servepath.Kernel;
using Servepath.Serving.Reading;
using static Servepath.Tests.Unit.Serving.Reading.ReadingUnderTest;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly ReadingUnderTest under = new();
    private readonly CancellationTokenSource ending = new();
    private IWatchedRows rows = null!;
    private Task<IReadOnlyList<string>> pending = Task.FromResult<IReadOnlyList<string>>([]);

    public async Task InitializeAsync()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        await under.Read();
        rows = under.Watch.Open("thing");
        rows.Add("a");
        rows.Add("b");
        (await Next()).Should().Equal(["a", "b"], "what lay between the read and the watching may have been missed");
    }

    public async Task DisposeAsync()
    {
        await ending.CancelAsync();
        await ((Task)pending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        rows.Dispose();
        await under.DisposeAsync();
        ending.Dispose();
    }

    [Fact]
    public async Task News_of_a_watched_row_signals_it_after_the_near_row_was_dropped()
    {
        under.Push.Send(2, 9, key: "c");
        under.Push.Send(2, 9, domain: "other");
        under.Push.Send(2, 4);
        (await Next()).Should().Equal("a");
        under.Source.Gives(Fetched([1, 2, 0, 0], [4, 0]));
        (await under.Read()).Row!.Version("pulse").Should().Be(4);
    }

    [Fact]
    public async Task Signals_that_come_faster_than_they_are_taken_become_one()
    {
        for (var version = 4; version < 100; version++)
        {
            under.Push.Send(2, version, key: version % 2 == 0 ? "a" : "b");
        }

        (await Next()).Should().Equal("a", "b");
        Wait().IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task No_more_are_taken_than_asked_for_and_the_rest_comes_next()
    {
        for (var i = 0; i < 5; i++)
        {
            rows.Add($"c{i}");
        }

        (await rows.TakeAsync(2, default)).Should().Equal("c0", "c1");
        (await Next()).Should().Equal("c2", "c3", "c4");
    }

    [Fact]
    public async Task A_row_that_is_added_again_is_signalled_again_and_one_that_was_removed_is_not()
    {
        rows.Add("a");
        rows.Add("b");
        rows.Remove("a");
        (await Next()).Should().Equal("b");
        under.Push.Send(2, 9);
        Wait().IsCompleted.Should().BeFalse();
        rows.Count.Should().Be(1);
    }

    [Fact]
    public async Task A_row_is_signalled_at_the_moment_that_was_named_last()
    {
        var now = under.Time.GetUtcNow();
        rows.WakeAt("a", now.AddSeconds(3));
        rows.WakeAt("a", now.AddSeconds(10));
        rows.WakeAt("b", now.AddSeconds(5));
        rows.WakeAt("b", null);
        var next = Wait();
        under.Time.Advance(TimeSpan.FromSeconds(9));
        next.IsCompleted.Should().BeFalse();
        under.Time.Advance(TimeSpan.FromSeconds(1));
        (await next).Should().Equal("a");
    }

    [Fact]
    public async Task Moments_that_were_replaced_do_not_pile_up()
    {
        var now = under.Time.GetUtcNow();
        for (var i = 0; i < 5000; i++)
        {
            rows.WakeAt("a", now.AddSeconds(1000 + i));
        }

        rows.WakeAt("a", now.AddSeconds(2));
        under.Time.Advance(TimeSpan.FromSeconds(2));
        (await Next()).Should().Equal("a");
        ((Servepath.Serving.Reading.Watching.WatchedRows)rows).MomentCount.Should().BeLessThan(1100);
    }

    [Fact]
    public async Task While_the_push_channel_is_silent_every_row_is_signalled_each_second_and_once_more_when_it_is_not()
    {
        under.Push.IsAlive = false;
        for (var second = 0; second < 3; second++)
        {
            under.Time.Advance(TimeSpan.FromSeconds(1));
            (await Next()).Should().BeEquivalentTo("a", "b");
        }

        under.Push.IsAlive = true;
        under.Time.Advance(TimeSpan.FromSeconds(1));
        (await Next()).Should().BeEquivalentTo(["a", "b"], "what was told in the last of the silence was not heard");
        under.Time.Advance(TimeSpan.FromSeconds(5));
        Wait().IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task In_a_long_silence_no_more_than_five_thousand_rows_a_second_are_signalled_each_in_turn()
    {
        for (var i = 0; i < 12_000; i++)
        {
            rows.Add($"many-{i}");
        }

        await rows.TakeAsync(20_000, default);
        under.Push.IsAlive = false;
        var seen = new HashSet<string>();
        for (var second = 0; second < 3; second++)
        {
            under.Time.Advance(TimeSpan.FromSeconds(1));
            var taken = await rows.TakeAsync(20_000, default);
            taken.Count.Should().BeLessThanOrEqualTo(5000);
            seen.UnionWith(taken);
        }

        seen.Should().HaveCount(12_002);
    }

    [Fact]
    public async Task A_lost_push_costs_a_minute_at_most()
    {
        under.Time.Advance(TimeSpan.FromMinutes(1));
        (await Next()).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task A_row_that_is_still_behind_its_news_is_signalled_again_until_it_is_not()
    {
        under.Push.Send(2, 4);
        await Next();
        await under.Read();
        under.Time.Advance(TimeSpan.FromMilliseconds(250));
        (await Next()).Should().Equal("a");

        under.Source.Gives(Fetched([1, 2, 0, 0], [4, 0]));
        await under.Read();
        var next = Wait();
        under.Time.Advance(TimeSpan.FromSeconds(5));
        next.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Waiting_ends_with_its_token()
    {
        var next = Wait();
        await ending.CancelAsync();
        await next.Invoking(async wait => await wait).Should().ThrowAsync<OperationCanceledException>();
    }

    private Task<IReadOnlyList<string>> Wait() => pending = rows.TakeAsync(100, ending.Token).AsTask();

    private Task<IReadOnlyList<string>> Next() => Wait().WaitAsync(TimeSpan.FromSeconds(10));
}
