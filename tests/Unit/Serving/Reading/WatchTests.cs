using Servepath.Kernel;
using static Servepath.Tests.Unit.Serving.Reading.ReadingUnderTest;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly ReadingUnderTest under = new();
    private readonly CancellationTokenSource page = new();
    private IAsyncEnumerator<IReadOnlyList<string>> signals = null!;
    private Task<bool> pending = Task.FromResult(false);

    public async Task InitializeAsync()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        await under.Read();
        signals = under.Watch.WatchAsync("thing", ["a", "b"], page.Token).GetAsyncEnumerator(page.Token);
        (await Next()).Should().BeEquivalentTo(["a", "b"], "what lay between the read and the watching may have been missed");
    }

    public async Task DisposeAsync()
    {
        await page.CancelAsync();
        await pending;
        await signals.DisposeAsync();
        await under.DisposeAsync();
        page.Dispose();
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
    public async Task Signals_that_come_faster_than_they_are_read_become_one()
    {
        for (var version = 4; version < 100; version++)
        {
            under.Push.Send(2, version, key: version % 2 == 0 ? "a" : "b");
        }

        (await Next()).Should().BeEquivalentTo("a", "b");
        Wait().IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task A_row_is_signalled_at_its_next_moment()
    {
        var begins = under.Time.GetUtcNow().AddSeconds(10);
        under.Source.Gives(Fetched([Value(1), GroupValue.Scheduled(5, [new(DateTimeOffset.MinValue, begins, Body(1)), new(begins, DateTimeOffset.MaxValue, Body(2))]), default, default], []));
        under.Time.Advance(TimeSpan.FromSeconds(2));
        await under.Read();
        var next = Wait();
        under.Time.Advance(TimeSpan.FromSeconds(7));
        next.IsCompleted.Should().BeFalse();
        under.Time.Advance(TimeSpan.FromSeconds(1));
        (await next).Should().BeTrue();
        signals.Current.Should().Equal("a");
    }

    [Fact]
    public async Task A_row_is_signalled_when_a_view_of_it_changes_by_itself()
    {
        (await under.Read()).Row!.View("words", "north");
        var next = Wait();
        under.Time.Advance(TimeSpan.FromSeconds(59));
        next.IsCompleted.Should().BeFalse();
        under.Time.Advance(TimeSpan.FromSeconds(1));
        (await next).Should().BeTrue();
        signals.Current.Should().Equal("a");
    }

    [Fact]
    public async Task While_the_push_channel_is_silent_every_row_is_signalled_each_second()
    {
        under.Push.IsAlive = false;
        for (var second = 0; second < 3; second++)
        {
            under.Time.Advance(TimeSpan.FromSeconds(1));
            (await Next()).Should().BeEquivalentTo("a", "b");
        }
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
    public async Task A_page_that_goes_ends_its_watch_without_an_exception()
    {
        var next = Wait();
        await page.CancelAsync();
        (await next).Should().BeFalse();
    }

    private Task<bool> Wait() => pending = signals.MoveNextAsync().AsTask();

    private async Task<IReadOnlyList<string>> Next()
    {
        (await Wait().WaitAsync(TimeSpan.FromSeconds(10))).Should().BeTrue();
        return signals.Current;
    }
}
