using CsCheck;
using Servepath.Resilience;

namespace Servepath.Tests.Unit.Resilience;

public sealed class SwitchTests : IAsyncLifetime
{
    private readonly GuardsUnderTest under = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await under.DisposeAsync();

    [Fact]
    public async Task A_position_outlives_the_process()
    {
        under.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Off);
        var next = ResilienceModule.CreateGuards(under.Folder, under.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await using var _ = (IAsyncDisposable)next;
        next.Get(GuardsUnderTest.Name, GuardsUnderTest.Settings).Switch.Should().Be(SwitchPosition.Off);
    }

    [Fact]
    public void A_position_written_by_another_process_is_followed_within_300_ms()
    {
        File.WriteAllText(under.Folder.Switches, """{"csp/thing/cache":"off"}""");
        under.Time.Advance(TimeSpan.FromMilliseconds(300));
        under.Guard.Switch.Should().Be(SwitchPosition.Off);

        File.WriteAllText(under.Folder.Switches, "{}");
        under.Time.Advance(TimeSpan.FromMilliseconds(300));
        under.Guard.Switch.Should().Be(SwitchPosition.Auto);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"csp/thing/cache":"maybe"}""")]
    [InlineData("""{"csp/thing/cache":7}""")]
    [InlineData("""{"csp":"on"}""")]
    [InlineData("null")]
    public void A_file_that_cannot_be_understood_leaves_the_last_known_good(string text)
    {
        under.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Off);
        File.WriteAllText(under.Folder.Switches, text);
        under.Time.Advance(TimeSpan.FromMilliseconds(300));
        under.Guard.Switch.Should().Be(SwitchPosition.Off);

        File.Delete(under.Folder.Switches);
        under.Time.Advance(TimeSpan.FromMilliseconds(300));
        under.Guard.Switch.Should().Be(SwitchPosition.Off);
    }

    [Fact]
    public async Task Two_processes_that_write_at_once_do_not_lose_each_others_positions()
    {
        var other = ResilienceModule.CreateGuards(under.Folder, under.Time, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance);
        await using var _ = (IAsyncDisposable)other;
        await Task.WhenAll(
            Task.Run(() => { for (var i = 0; i < 20; i++) { under.Guards.Set(new("csp", $"a{i}", "cache"), SwitchPosition.Off); } }),
            Task.Run(() => { for (var i = 0; i < 20; i++) { other.Set(new("csp", $"b{i}", "cache"), SwitchPosition.On); } }));
        under.Time.Advance(TimeSpan.FromMilliseconds(300));

        for (var i = 0; i < 20; i++)
        {
            under.Guards.Get(new("csp", $"a{i}", "cache"), GuardsUnderTest.Settings).Switch.Should().Be(SwitchPosition.Off);
            under.Guards.Get(new("csp", $"b{i}", "cache"), GuardsUnderTest.Settings).Switch.Should().Be(SwitchPosition.On);
        }
    }

    [Fact]
    public void All_guards_stand_in_order_of_name()
    {
        under.Guards.Get(new("csp", "other", "cache"), GuardsUnderTest.Settings);
        under.Guards.Get(new("csp", "another", "cache"), GuardsUnderTest.Settings);
        under.Guards.All.Select(guard => guard.Name.ToString()).Should().Equal("csp/another/cache", "csp/other/cache", "csp/thing/cache");
    }

    private enum Step
    {
        Off, On, Auto, Succeed, Fail, WaitShort, WaitLong, OtherSettings, WriteOff, WriteAuto,
    }

    [Fact]
    public void An_operators_off_stops_everything_until_the_switch_is_turned_back() =>
        Gen.Int[0, 9].Select(number => (Step)number).Array[1, 60].Sample(
            steps =>
            {
                var fresh = new GuardsUnderTest();
                try
                {
                    return Holds(fresh, steps);
                }
                finally
                {
                    fresh.DisposeAsync().AsTask().GetAwaiter().GetResult();
                }
            },
            iter: 150);

    private static bool Holds(GuardsUnderTest fresh, Step[] steps)
    {
        var off = false;
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Off:
                    fresh.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Off);
                    off = true;
                    break;
                case Step.On:
                    fresh.Guards.Set(GuardsUnderTest.Name, SwitchPosition.On);
                    off = false;
                    break;
                case Step.Auto:
                    fresh.Guards.Set(GuardsUnderTest.Name, SwitchPosition.Auto);
                    off = false;
                    break;
                case Step.WriteOff:
                    File.WriteAllText(fresh.Folder.Switches, """{"csp/thing/cache":"off"}""");
                    fresh.Time.Advance(TimeSpan.FromMilliseconds(300));
                    off = true;
                    break;
                case Step.WriteAuto:
                    File.WriteAllText(fresh.Folder.Switches, "{}");
                    fresh.Time.Advance(TimeSpan.FromMilliseconds(300));
                    off = false;
                    break;
                case Step.WaitShort:
                    fresh.Time.Advance(TimeSpan.FromMilliseconds(50));
                    break;
                case Step.WaitLong:
                    fresh.Time.Advance(TimeSpan.FromSeconds(2));
                    break;
                case Step.OtherSettings:
                    fresh.Guards.Get(GuardsUnderTest.Name, GuardsUnderTest.Settings with { TimeoutMs = 50 + fresh.Time.GetUtcNow().Millisecond });
                    break;
                default:
                    var called = false;
                    var outcome = fresh.Guard.ExecuteAsync(
                        (fails, _) =>
                        {
                            called = true;
                            return fails ? ValueTask.FromException<int>(new IOException()) : new(1);
                        },
                        step == Step.Fail,
                        default).AsTask().GetAwaiter().GetResult();
                    if (off != (outcome.Failure == GuardFailure.SwitchedOff) || (off && called))
                    {
                        return false;
                    }

                    break;
            }
        }

        return true;
    }
}
