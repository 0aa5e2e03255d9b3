using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Servepath.Redis.Nodes;

namespace Servepath.Tests.Unit.Shared.Redis;

public sealed class GateTests
{
    private static readonly GateSettings Settings = new();
    private static readonly NodeFacts Replica = new(IsReplica: true, Loading: false, SyncInProgress: false, LinkUp: true, Keys: 1000, Offset: 0, Generation: "a");
    private static readonly NodeFacts Primary = Replica with { IsReplica = false };

    private static readonly Gen<NodeFacts> AnyFacts =
        Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool, Gen.Long[0, 3000], Gen.Long[0, 30 << 20], Gen.OneOfConst("a", "b"))
            .Select((replica, loading, sync, link, keys, offset, generation) => new NodeFacts(replica, loading, sync, link, keys, offset, generation));

    private static readonly Gen<(NodeFacts Facts, (long Keys, long Offset)? Primary, int Pause)[]> AnyLife =
        Gen.Select(AnyFacts, Gen.Bool, Gen.Long[0, 3000], Gen.Long[0, 30 << 20], Gen.Int[1, 4000])
            .Select((facts, known, keys, offset, pause) => (facts, known ? (keys, offset) : ((long, long)?)null, pause)).Array[1, 30];

    private readonly FakeTimeProvider time = new();
    private readonly Gate gate;

    public GateTests() => gate = new(Settings, time);

    [Fact]
    public void Whatever_came_before_a_node_without_its_data_is_closed() => AnyLife.Sample(life => Live(life, (facts, primary, verdict) =>
    {
        var mustBeClosed = facts.Loading
            || (facts.IsReplica && facts.SyncInProgress)
            || (facts.IsReplica && primary is { Keys: >= 100 } known && facts.Keys < known.Keys * Settings.LeastShare);
        return !mustBeClosed || verdict.Standing == Standing.Closed;
    }));

    [Fact]
    public void Whatever_came_before_a_primary_that_has_loaded_is_open() => AnyLife.Sample(life => Live(life, (facts, _, verdict) =>
        facts.IsReplica || facts.Loading || verdict.Standing == Standing.Open));

    [Fact]
    public void Whatever_came_before_a_replica_without_a_link_is_never_fully_open() => AnyLife.Sample(life => Live(life, (facts, _, verdict) =>
        !facts.IsReplica || facts.LinkUp || verdict.Standing != Standing.Open));

    [Fact]
    public void Whatever_came_before_one_good_answer_opens_a_whole_replica() => AnyLife.Sample(life =>
    {
        var clock = new FakeTimeProvider();
        var state = new Gate(Settings, clock);
        foreach (var (facts, primary, pause) in life)
        {
            clock.Advance(TimeSpan.FromMilliseconds(pause));
            state.Judge(facts, primary is { } known ? new(known.Keys, known.Offset, clock.GetTimestamp()) : null);
        }

        return state.Judge(Replica, new(1000, 0, clock.GetTimestamp())).Standing == Standing.Open;
    });

    [Fact]
    public void A_replica_in_sync_is_closed_until_it_has_its_keys()
    {
        Judge(Replica with { LinkUp = false, Keys = 0 }).Standing.Should().Be(Standing.Closed, "it came back empty");
        Judge(Replica with { LinkUp = false, SyncInProgress = true, Keys = 400 }).Reason.Should().Be("sync in progress");
        Judge(Replica with { LinkUp = false, Loading = true }).Reason.Should().Be("loading");
        Judge(Replica with { Keys = 899 }).Reason.Should().Be("has 899 of 1000 keys");
        Judge(Replica with { Keys = 900 }).Standing.Should().Be(Standing.Open);
    }

    [Fact]
    public void A_whole_replica_of_a_dead_primary_may_be_read_and_an_empty_one_not()
    {
        Judge(Replica);
        time.Advance(Settings.PrimaryFresh + TimeSpan.FromSeconds(1));
        gate.Judge(Replica with { LinkUp = false }, new(1000, 0, 0)).Standing.Should().Be(Standing.Soft);
        gate.Judge(Replica with { LinkUp = false, Keys = 0 }, null).Standing.Should().Be(Standing.Closed, "it is short of its own last good count");
        time.Advance(Settings.Remember);
        gate.Judge(Replica with { LinkUp = false, Keys = 0 }, null).Standing.Should().Be(Standing.Soft, "what it once had is forgotten");
    }

    [Fact]
    public void A_few_keys_say_nothing() =>
        gate.Judge(Replica with { Keys = 3 }, new(99, 0, time.GetTimestamp())).Standing.Should().Be(Standing.Open);

    [Fact]
    public void A_replica_may_lie_behind_for_a_while_and_returns_at_half_the_bound()
    {
        var behind = Replica with { Offset = 0 };
        gate.Judge(behind, At(Settings.MostLag + 1)).Standing.Should().Be(Standing.Open);
        time.Advance(Settings.LagPatience);
        gate.Judge(behind, At(Settings.MostLag + 1)).Standing.Should().Be(Standing.Closed);
        gate.Judge(behind, At(Settings.MostLag)).Standing.Should().Be(Standing.Closed, "at the edge it would flutter");
        gate.Judge(behind, At(Settings.MostLag / 2)).Standing.Should().Be(Standing.Open);
    }

    [Fact]
    public void A_primary_that_starts_anew_without_its_keys_has_lost_its_shard_and_is_still_read()
    {
        gate.Judge(Primary, null).LostData.Should().BeFalse();
        gate.Judge(Primary with { Keys = 0 }, null).LostData.Should().BeFalse("keys may be deleted");
        gate.Judge(Primary, null);
        var verdict = gate.Judge(Primary with { Keys = 0, Generation = "b" }, null);
        verdict.Should().Be(new Verdict(Standing.Open, "back with 0 of 1000 keys", LostData: true));
    }

    [Fact]
    public void A_shard_has_lost_its_data_until_its_keys_are_back_or_ten_minutes_are_over()
    {
        var back = Primary with { Keys = 0, Generation = "b" };
        gate.Judge(Primary, null);
        time.Advance(TimeSpan.FromMinutes(30));
        gate.Judge(back, null).LostData.Should().BeTrue("it may have been away for long");
        gate.Judge(back with { Keys = 899 }, null).Reason.Should().Be("back with 899 of 1000 keys");
        gate.Judge(back with { Keys = 900 }, null).Should().Be(new Verdict(Standing.Open, "primary"));
        gate.Judge(back with { Keys = 10 }, null).LostData.Should().BeFalse("what goes while it runs was deleted");
        gate.Judge(Primary, null);
        gate.Judge(back, null).LostData.Should().BeTrue();
        time.Advance(Settings.LossLasts / 2);
        gate.Judge(back with { Keys = 500, Generation = "c" }, null).LostData.Should().BeTrue("it was lost once more");
        time.Advance(Settings.LossLasts / 2);
        gate.Judge(back with { Keys = 500, Generation = "c" }, null).LostData.Should().BeTrue();
        time.Advance(Settings.LossLasts / 2);
        gate.Judge(back with { Keys = 500, Generation = "c" }, null).LostData.Should().BeFalse();
    }

    [Fact]
    public void Whatever_came_before_only_a_primary_that_started_anew_has_lost_its_data_and_not_for_longer_than_said() => AnyLife.Sample(life =>
    {
        var clock = new FakeTimeProvider();
        var state = new Gate(Settings, clock);
        var generation = "";
        DateTimeOffset? anew = null;
        return life.All(step =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(step.Pause) * 60);
            if (generation.Length > 0 && generation != step.Facts.Generation)
            {
                anew = clock.GetUtcNow();
            }

            generation = step.Facts.Generation;
            return !state.Judge(step.Facts, null).LostData
                || (!step.Facts.IsReplica && anew is { } at && clock.GetUtcNow() - at < Settings.LossLasts * life.Length);
        });
    });

    private static bool Live(
        (NodeFacts Facts, (long Keys, long Offset)? Primary, int Pause)[] life, Func<NodeFacts, (long Keys, long Offset)?, Verdict, bool> holds)
    {
        var clock = new FakeTimeProvider();
        var state = new Gate(Settings, clock);
        return life.All(step =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(step.Pause));
            var primary = step.Primary is { } known ? new PrimaryFacts(known.Keys, known.Offset, clock.GetTimestamp()) : null;
            return holds(step.Facts, step.Primary, state.Judge(step.Facts, primary));
        });
    }

    private Verdict Judge(NodeFacts facts) => gate.Judge(facts, new(1000, 0, time.GetTimestamp()));

    private PrimaryFacts At(long offset) => new(1000, offset, time.GetTimestamp());
}
