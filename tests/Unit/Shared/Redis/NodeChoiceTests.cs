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
    public void A_few_probes_bring_a_node_back_that_was_slow_once()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond * 50, TimeSpan.FromMicroseconds(50));
        for (var i = 0; i < 3; i++)
        {
            time.Advance(Millisecond * 200);
            nodes[0].Load.Observe(TimeSpan.FromMicroseconds(50));
        }

        nodes[1].Load.Observe(TimeSpan.FromMicroseconds(50));
        Share(nodes).Should().OnlyContain(picks => picks > 4500);
    }

    [Fact]
    public void A_node_that_was_slow_once_and_is_not_asked_is_tried_again()
    {
        var nodes = Open(2);
        Take(nodes, Millisecond * 50, TimeSpan.FromMicroseconds(50));
        Share(nodes)[0].Should().Be(0);
        for (var i = 0; i < 1000; i++)
        {
            time.Advance(Millisecond);
            nodes[1].Load.Observe(TimeSpan.FromMicroseconds(50));
        }

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
        for (var i = 0; i < 500; i++)
        {
            time.Advance(Millisecond);
            for (var place = 0; place < latencies.Length; place++)
            {
                nodes[place].Load.Begin();
                nodes[place].Load.End(latencies[place]);
            }
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
