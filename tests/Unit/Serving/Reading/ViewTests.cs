using Servepath.Kernel;
using static Servepath.Tests.Unit.Serving.Reading.ReadingUnderTest;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class ViewTests : IAsyncLifetime
{
    private readonly MinuteView view = new();
    private readonly ReadingUnderTest under = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await under.DisposeAsync();

    [Fact]
    public async Task A_view_is_computed_once_for_a_row_and_region_over_fetches_that_bring_nothing_new()
    {
        await using var own = Own();
        own.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        for (var i = 0; i < 5; i++)
        {
            (await own.Read()).Row!.View("words", "north").Value.Should().Be("""{"pulse":{"n":3},"region":"north","minute":0}""");
            own.Time.Advance(TimeSpan.FromSeconds(2));
        }

        view.Computed.Should().Be(1);
        (await own.Read()).Row!.View("words", "south");
        view.Computed.Should().Be(2);
    }

    [Fact]
    public async Task A_view_is_computed_anew_when_the_row_changes_and_at_its_own_next_moment()
    {
        await using var own = Own();
        own.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        var row = (await own.Read()).Row!;
        row.View("words", "north");
        own.Time.Advance(TimeSpan.FromMinutes(1));
        row.View("words", "north").Value.Should().Be("""{"pulse":{"n":3},"region":"north","minute":1}""");

        own.Source.Gives(Fetched([1, 2, 0, 0], [4, 0]));
        (await own.Read()).Row!.View("words", "north").Value.Should().Be("""{"pulse":{"n":4},"region":"north","minute":1}""");
        view.Computed.Should().Be(3);
    }

    [Fact]
    public async Task A_view_that_the_domain_does_not_offer_is_refused()
    {
        under.Source.Gives(Fetched([1, 2, 0, 0], [3, 0]));
        var row = (await under.Read()).Row!;
        row.Invoking(served => served.View("other", "north")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task A_body_is_parsed_once_and_one_that_cannot_be_read_is_none()
    {
        under.Source.Gives(Fetched([Value(1), GroupValue.Plain(2, "[1]"u8.ToArray()), default, default], []));
        var row = (await under.Read()).Row!;
        row.Parsed<Numbered>("base").Should().Be(new Numbered(1));
        row.Parsed<Numbered>("base").Should().BeSameAs((await under.Read()).Row!.Parsed<Numbered>("base"));
        row.Parsed<Numbered>("pulse").Should().BeNull();
        row.Parsed<Numbered>("stock").Should().BeNull();
        row.Parsed<Numbered>("nothing").Should().BeNull();
    }

    private ReadingUnderTest Own() => new(null, null, view);

    private sealed record Numbered(int N);
}
