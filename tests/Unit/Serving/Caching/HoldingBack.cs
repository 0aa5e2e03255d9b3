using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public class HoldingBack
{
    [Fact]
    public void Of_each_row_the_newest_is_held_once()
    {
        var held = new HeldNews(10);
        held.TryHold("item", "a", 0, 5).Should().BeTrue();
        held.TryHold("item", "a", 0, 7).Should().BeTrue();
        held.TryHold("item", "a", 0, 6).Should().BeTrue();
        held.Count.Should().Be(1);
        held.Some("item", 10).Should().Equal(new HeldRow("a", 0, 7, 0));
    }

    [Fact]
    public void When_full_it_takes_nothing_new_but_still_what_is_newer()
    {
        var held = new HeldNews(1);
        held.TryHold("item", "a", 0, 5).Should().BeTrue();
        held.TryHold("item", "b", 0, 5).Should().BeFalse();
        held.TryHold("item", "a", 0, 6).Should().BeTrue();
        held.Count.Should().Be(1);
    }

    [Fact]
    public void What_became_newer_meanwhile_is_not_let_go()
    {
        var held = new HeldNews(10);
        held.TryHold("item", "a", 2, 5);
        var taken = held.Some("item", 1)[0];
        held.TryHold("item", "a", 2, 6);
        held.Release("item", taken);
        held.Count.Should().Be(1);
        held.Release("item", taken with { Version = 6 });
        held.Count.Should().Be(0);
        held.Domains.Should().BeEmpty();
    }

    [Fact]
    public void What_was_tried_goes_behind_the_others()
    {
        var held = new HeldNews(10);
        held.TryHold("item", "a", 0, 1);
        held.TryHold("item", "b", 0, 1);
        held.TryLater("item", held.Some("item", 1)[0]);
        held.Some("item", 1)[0].Key.Should().Be("b");
        held.Some("item", 10).Should().ContainSingle();
    }

    [Fact]
    public void A_domain_that_is_no_more_is_forgotten()
    {
        var held = new HeldNews(10);
        held.TryHold("item", "a", 0, 1);
        held.TryHold("other", "a", 0, 1);
        held.Forget("item");
        held.Count.Should().Be(1);
        held.Some("item", 5).Should().BeEmpty();
    }
}
