using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class NodeChoiceTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider time = new();
    private readonly Random random = new(7);

    [Fact]
    public void Equal_nodes_share_evenly()
    {
        var nodes = Open(3);
        Share(nodes).Should().OnlyContain(picks => picks > 2600 && picks < 4100);
    }

    [Fact]
    public void A_difference_of_less_than_twice_does_not_decide()
    {
        var nodes = Open(2);
        Take(nodes, TimeSpan.FromMicroseconds(1000), TimeSpan.FromMicroseconds(1900));
        Share(nodes).Should().OnlyContain(picks => picks > 4500);
    }

    [Fact]
    public void A_slow_node_is_passed_by()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond, Millisecond * 5);
        Share(nodes).Should().Equal(10_000, 0);
    }

    [Fact]
    public void Calls_under_way_weigh_before_any_answer_is_late()
    {
        var nodes = Open(2);
        for (var i = 0; i < 4; i++)
        {
            nodes[0].Load.Begin();
        }

        Share(nodes).Should().Equal(0, 10_000);
    }

    [Fact]
    public void Among_equals_one_call_under_way_decides()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond, Millisecond * 1.9);
        nodes[0].Load.Begin();
        Share(nodes).Should().Equal(0, 10_000);
    }

    [Fact]
    public void The_more_the_difference_is_the_more_often_it_decides()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond, Millisecond * 3);
        var picks = Share(nodes);
        picks[1].Should().BeInRange(2000, 3000, "half of the picks heed a difference of three times, which lies between two and four");
    }

    [Fact]
    public void One_pause_of_our_own_does_not_decide_between_equals()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond / 4, Millisecond / 4);

        // What was under way, and by chance that was at one node only, comes late all together.
        time.Advance(Millisecond * 200);
        for (var i = 0; i < 10; i++)
        {
            nodes[0].Load.Observe(Millisecond * 200);
        }

        Share(nodes).Should().OnlyContain(picks => picks > 4500);
        nodes[1].Load.Observe(Millisecond / 5);
        Share(nodes).Should().OnlyContain(picks => picks > 4500);
    }

    [Fact]
    public void Pauses_that_hit_either_by_chance_leave_equals_equal() =>
        Gen.Select(Gen.Int[1, 60].Array[20], Gen.Bool.Array[20]).Sample((lengths, sides) =>
        {
            var clock = new FakeTimeProvider();
            NodeLoad[] loads = [new(clock), new(clock)];
            for (var pause = 0; pause < lengths.Length; pause++)
            {
                clock.Advance(Millisecond * lengths[pause]);
                loads[sides[pause] ? 0 : 1].Observe(Millisecond * lengths[pause]);
                for (var i = 0; i < 100; i++)
                {
                    clock.Advance(Millisecond);
                    loads[0].Observe(Millisecond / 4);
                    loads[1].Observe(Millisecond / 4);
                }
            }

            return Math.Max(loads[0].Latency, loads[1].Latency) <= 2 * Math.Min(loads[0].Latency, loads[1].Latency);
        }, iter: 200);

    [Fact]
    public void What_lasts_is_known_within_half_a_second()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond / 4, Millisecond / 4);
        for (var i = 0; i < 500; i++)
        {
            time.Advance(Millisecond);
            nodes[0].Load.Observe(Millisecond * 5 / 4);
            nodes[1].Load.Observe(Millisecond / 4);
        }

        var picks = Share(nodes);
        picks[0].Should().BeLessThan(picks[1] / 2);
    }

    [Fact]
    public void A_node_that_was_slow_and_is_not_asked_is_tried_again()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond * 50, TimeSpan.FromMicroseconds(150));
        Share(nodes)[0].Should().Be(0);
        Quiet(nodes[1], 3000);
        Share(nodes).Should().OnlyContain(picks => picks > 4500);
    }

    [Fact]
    public void A_try_that_finds_it_slow_still_is_enough_to_leave_it_again()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond * 5, TimeSpan.FromMicroseconds(500));
        Quiet(nodes[1], 1500);
        Share(nodes)[0].Should().BeGreaterThan(4500);
        nodes[0].Load.Observe(Millisecond * 5);
        Share(nodes)[0].Should().Be(0);
    }

    [Fact]
    public void A_try_that_finds_it_well_again_is_enough_to_take_it_again()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond * 50, TimeSpan.FromMicroseconds(150));
        Quiet(nodes[1], 3000);
        nodes[0].Load.Observe(TimeSpan.FromMicroseconds(150));
        Share(nodes).Should().OnlyContain(picks => picks > 4500);
    }

    [Fact]
    public void A_node_that_stays_slow_gets_far_less_than_its_share()
    {
        var nodes = Open(2);
        var picks = new int[2];
        for (var i = 0; i < 20_000; i++)
        {
            var place = Array.IndexOf(nodes, NodeChoice.Pick(nodes, null, random));
            picks[place]++;
            time.Advance(TimeSpan.FromMicroseconds(200));
            nodes[place].Load.Observe(place == 0 ? Millisecond * 2.5 : Millisecond * 0.5);
        }

        picks[0].Should().BeLessThan(picks[1] / 10);
    }

    [Fact]
    public void A_closed_node_is_never_taken_and_an_ageing_one_only_as_the_last()
    {
        var nodes = Open(3);
        nodes[0].Lost("gone");
        nodes[1].Stand(Standing.Soft, "link down");
        Share(nodes).Should().Equal(0, 0, 10_000);
        nodes[2].Lost("gone");
        Share(nodes).Should().Equal(0, 10_000, 0);
        nodes[1].Lost("gone");
        NodeChoice.Pick(nodes, null, random).Should().BeNull();
    }

    [Fact]
    public void An_avoided_node_is_better_than_an_ageing_one_and_worse_than_any_other()
    {
        var nodes = Open(3);
        nodes[0].Stand(Standing.Soft, "link down");
        nodes[1].Avoid(Millisecond * 500);
        Share(nodes).Should().Equal(0, 0, 10_000);
        nodes[2].Lost("gone");
        Share(nodes).Should().Equal(0, 10_000, 0);
        time.Advance(Millisecond * 501);
        nodes[2].Stand(Standing.Open, "back");
        Share(nodes)[1].Should().BeGreaterThan(4500);
    }

    [Fact]
    public void A_second_try_goes_elsewhere_or_nowhere()
    {
        var nodes = Open(2);
        NodeChoice.Pick(nodes, nodes[0], random).Should().BeSameAs(nodes[1]);
        NodeChoice.HasOther(nodes, nodes[0]).Should().BeTrue();
        nodes[1].Lost("gone");
        NodeChoice.Pick(nodes, nodes[0], random).Should().BeNull();
        NodeChoice.HasOther(nodes, nodes[0]).Should().BeFalse();
    }

    [Fact]
    public void The_budget_lets_a_tenth_be_tried_again()
    {
        var budget = new RetryBudget();
        while (budget.TryTake())
        {
        }

        for (var i = 0; i < 100; i++)
        {
            budget.Read();
        }

        var taken = 0;
        while (budget.TryTake())
        {
            taken++;
        }

        taken.Should().Be(10);
    }

    private void Take(Node[] nodes, params TimeSpan[] latencies)
    {
        for (var i = 0; i < 5000; i++)
        {
            time.Advance(Millisecond);
            for (var place = 0; place < latencies.Length; place++)
            {
                nodes[place].Load.Begin();
                nodes[place].Load.End(latencies[place]);
            }
        }
    }

    private void Quiet(Node asked, int milliseconds)
    {
        for (var i = 0; i < milliseconds; i++)
        {
            time.Advance(Millisecond);
            asked.Load.Observe(asked.Load.Average * TimeSpan.FromMicroseconds(1));
        }
    }

    private Node[] Open(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var node = new Node($"{i}", $"host:{i}", time);
        node.Stand(Standing.Open, "primary");
        return node;
    })];

    private int[] Share(Node[] nodes)
    {
        var picks = new int[nodes.Length];
        for (var i = 0; i < 10_000; i++)
        {
            picks[Array.IndexOf(nodes, NodeChoice.Pick(nodes, null, random))]++;
        }

        return picks;
    }
}
