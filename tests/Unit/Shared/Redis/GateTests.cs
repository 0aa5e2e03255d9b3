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

    [Fact]
    public void A_primary_that_was_flushed_has_lost_its_shard_and_one_whose_keys_were_deleted_has_not()
    {
        gate.Judge(Primary, null);
        gate.Judge(Primary with { Keys = 3 }, null).LostData.Should().BeFalse("keys may be deleted");
        gate.Judge(Primary, null);
        gate.Judge(Primary with { Keys = 3, Flushes = 1 }, null).Should().Be(new Verdict(Standing.Open, "flushed, has 3 of 1000 keys", LostData: true));
        gate.Judge(Primary with { Keys = 899, Flushes = 1 }, null).LostData.Should().BeTrue();
        gate.Judge(Primary with { Keys = 900, Flushes = 1 }, null).LostData.Should().BeFalse("its keys are back");
        gate.Judge(Primary with { Keys = 0, Flushes = 0 }, null).LostData.Should().BeFalse("counters may be set back");
    }

    [Fact]
    public void A_flush_between_the_count_of_the_keys_and_the_count_of_flushes_is_seen_at_the_next_look()
    {
        gate.Judge(Primary, null);
        gate.Judge(Primary with { Flushes = 1 }, null).LostData.Should().BeFalse();
        gate.Judge(Primary with { Keys = 0, Flushes = 1 }, null).Reason.Should().Be("flushed, has 0 of 1000 keys");
    }

    [Fact]
    public void A_flush_that_was_before_the_first_look_says_nothing()
    {
        gate.Judge(Primary with { Flushes = 4 }, null).LostData.Should().BeFalse();
        gate.Judge(Primary with { Keys = 0, Flushes = 4 }, null).LostData.Should().BeFalse();
    }

    [Fact]
    public void An_emptied_copy_that_is_elected_in_the_place_of_an_emptied_primary_has_lost_its_shard_too()
    {
        var loss = new DataLoss(1000, time.GetTimestamp(), WasFlushed: true);
        gate.Judge(Replica, new(1000, 0, time.GetTimestamp()));
        gate.Judge(Replica with { Keys = 0 }, new(0, 0, time.GetTimestamp(), loss)).Should().Be(new Verdict(Standing.Open, "replica"));
        gate.Judge(Replica with { Keys = 0, LinkUp = false }, null);
        gate.Judge(Primary with { Keys = 0, Generation = "b", Former = "a" }, null).LostData.Should().BeTrue();
        gate.Judge(Primary with { Keys = 1000, Generation = "b", Former = "a" }, null).LostData.Should().BeFalse();
    }

    [Theory]
    [InlineData(1, "a")]
    [InlineData(0, "b")]
    public void So_has_one_that_was_asked_before_anybody_knew_of_its_primarys_loss(int flushes, string generation)
    {
        gate.Judge(Replica, new(1000, 0, time.GetTimestamp()));
        gate.Judge(Replica with { Keys = 0, Flushes = flushes, Generation = generation }, new(0, 0, time.GetTimestamp())).Standing.Should().Be(Standing.Open);
        gate.Judge(Primary with { Keys = 0, Flushes = flushes, Generation = "c", Former = generation }, null).LostData.Should().BeTrue();
    }

    [Fact]
    public void A_whole_copy_that_is_elected_in_the_place_of_an_emptied_primary_has_lost_nothing()
    {
        gate.Judge(Replica, new(0, 0, time.GetTimestamp(), new(1000, time.GetTimestamp(), WasFlushed: false)));
        gate.Judge(Primary with { Generation = "b" }, null).Should().Be(new Verdict(Standing.Open, "primary"));
    }

    [Fact]
    public void Whatever_came_before_no_loss_is_known_of_a_primary_that_has_nine_tenths_of_what_it_ever_had() => AnyLife.Sample(life =>
    {
        var clock = new FakeTimeProvider();
        var state = new Gate(Settings, clock);
        var most = 0L;
        return life.Select((step, i) => step.Facts with { IsReplica = step.Facts.IsReplica && i % 3 > 0, Flushes = i / 2 }).Zip(life).All(each =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(each.Second.Pause));
            var (facts, primary) = (each.First, each.Second.Primary);
            var loss = primary is { Keys: > 1500 } ? new DataLoss(primary.Value.Keys, clock.GetTimestamp(), true) : null;
            most = Math.Max(most, Math.Max(facts.Keys, primary?.Keys ?? 0));
            var verdict = state.Judge(facts, primary is { } known ? new(known.Keys, known.Offset, clock.GetTimestamp(), loss) : null);
            return !verdict.LostData || (!facts.IsReplica && facts.Keys < most * Settings.LeastShare);
        });
    });

    [Fact]
    public void A_replica_that_follows_its_primary_is_not_closed_for_keys_that_both_let_go()
    {
        var before = time.GetTimestamp();
        gate.Judge(Replica, new(1000, 0, before)).Standing.Should().Be(Standing.Open);
        time.Advance(TimeSpan.FromMilliseconds(500));
        gate.Judge(Replica with { Keys = 100 }, new(1000, 0, before)).Standing.Should().Be(Standing.Open, "the primary was asked before");
        time.Advance(TimeSpan.FromMilliseconds(500));
        gate.Judge(Replica with { Keys = 100 }, new(100, 0, time.GetTimestamp())).Standing.Should().Be(Standing.Open);
        gate.Judge(Replica with { Keys = 10 }, new(100, 0, time.GetTimestamp())).Standing.Should().Be(Standing.Closed, "the primary has them at the same time");
    }

    [Fact]
    public void A_replica_that_is_elected_goes_on_with_what_it_has_and_has_lost_nothing()
    {
        gate.Judge(Replica, new(1000, 0, time.GetTimestamp()));
        gate.Judge(Primary with { Keys = 100, Generation = "b", Former = "a" }, null).Should().Be(new Verdict(Standing.Open, "primary"), "what is missing was over its time");
        gate.Judge(Primary with { Keys = 0, Generation = "c" }, null).LostData.Should().BeTrue("then it started anew");
    }

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
