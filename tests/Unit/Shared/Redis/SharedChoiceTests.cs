using Microsoft.Extensions.Time.Testing;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class SharedChoiceTests
{
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private readonly FakeTimeProvider time = new();
    private readonly SharedChoice choice = new();
    private readonly Node[] nodes;

    public SharedChoiceTests() => nodes = [.. Enumerable.Range(0, 3).Select(i =>
    {
        var node = new Node($"{i}", $"host:{i}", time);
        node.Stand(Standing.Open, "primary");
        return node;
    })];

    [Fact]
    public void Batches_that_begin_together_ask_the_same_node()
    {
        for (var moment = 0; moment < 100; moment++)
        {
            var first = Pick();
            time.Advance(Millisecond);
            Enumerable.Range(0, 10).Should().OnlyContain(_ => Pick() == first);
            time.Advance(Millisecond);
        }
    }

    [Fact]
    public void Over_many_moments_equals_share_evenly()
    {
        var picks = new int[nodes.Length];
        for (var moment = 0; moment < 9000; moment++)
        {
            picks[Array.IndexOf(nodes, Pick())]++;
            time.Advance(Millisecond * 2);
        }

        picks.Should().OnlyContain(count => count > 2700 && count < 3300);
    }

    [Fact]
    public void The_next_moment_goes_to_who_has_less_under_way()
    {
        nodes[0].Lost("gone");
        for (var moment = 0; moment < 100; moment++)
        {
            var busy = Pick()!;
            busy.Load.Begin();
            time.Advance(Millisecond * 2);
            Pick().Should().NotBeSameAs(busy);
            busy.Load.End(Millisecond);
            time.Advance(Millisecond * 2);
        }
    }

    [Fact]
    public void A_node_that_is_closed_or_avoided_is_left_at_once()
    {
        for (var moment = 0; moment < 100; moment++)
        {
            var first = Pick()!;
            first.Avoid(Millisecond);
            var second = Pick()!;
            second.Should().NotBeSameAs(first);
            second.Lost("gone");
            Pick().Should().NotBeSameAs(second).And.NotBeSameAs(first);
            second.Stand(Standing.Open, "back");
            time.Advance(Millisecond * 2);
        }

        Array.ForEach(nodes, static node => node.Lost("gone"));
        Pick().Should().BeNull();
    }

    private Node? Pick() => choice.Pick(nodes, time.GetTimestamp(), time);
}
