using Microsoft.Extensions.Logging.Abstractions;
using Servepath.Flags;
using Servepath.Kernel;
using Servepath.Tests.Contract.Fixtures;

namespace Servepath.Tests.Contract.Shared.Flags;

public sealed class FlagStoreTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);
    private readonly string folder = Directory.CreateTempSubdirectory("servepath-flags-").FullName;

    private string Settings => Path.Combine(folder, "flags.json");

    private DataFolder Data => new(Path.Combine(folder, ".data"));

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_flag_that_was_set_is_in_force_when_the_call_returns_and_survives_a_restart()
    {
        await using (var store = Open())
        {
            var seen = 0L;
            using var following = store.OnChange(snapshot => seen = snapshot.Generation);
            var snapshot = await store.SetAsync("csp.home", false, "  drill ");

            snapshot.Should().BeSameAs(store.Current);
            snapshot.Get("csp.home").Should().BeEquivalentTo(new { Enabled = false, Source = FlagSource.Operator, Reason = "drill" });
            seen.Should().Be(snapshot.Generation);
        }

        (await File.ReadAllTextAsync(Path.Combine(Data.Path, "flags.json"))).Should().NotContain("\\u", "people read it");
        await using var again = Open();
        again.Current.Get("csp.home").Enabled.Should().BeFalse();
    }

    [Fact]
    public async Task The_operators_file_lies_over_the_settings_and_both_are_followed()
    {
        Write(Settings, """[{"id":"csp.home","enabled":false},{"id":"csp.search","enabled":false}]""");
        await using var store = Open();
        store.Current.Get("csp.home").Source.Should().Be(FlagSource.Settings);

        await store.SetAsync("csp.home", true);
        Write(Settings, """[{"id":"csp.home","enabled":false},{"id":"csp.search","enabled":true}]""");

        await Probe.UntilAsync("the settings are followed", () => store.Current.Get("csp.search").Enabled, Soon);
        store.Current.Get("csp.home").Enabled.Should().BeTrue();
    }

    [Fact]
    public async Task Two_processes_that_share_a_folder_follow_each_other_and_lose_no_flag()
    {
        await using var one = Open();
        await using var two = Open();

        await Task.WhenAll(Enumerable.Range(0, 20).Select(flag => (flag % 2 == 0 ? one : two).SetAsync($"flag-{flag}", true)));

        foreach (var store in new[] { one, two })
        {
            await Probe.UntilAsync("all twenty are known", () => Enumerable.Range(0, 20).All(flag => store.Current.Get($"flag-{flag}").Enabled), Soon);
        }
    }

    [Fact]
    public async Task Flips_in_quick_succession_are_never_missed_by_the_other_process()
    {
        await using var one = Open();
        await using var two = Open();

        for (var flip = 0; flip < 10; flip++)
        {
            await one.SetAsync("csp.home", flip % 2 == 0);
            await Task.Delay(TimeSpan.FromMilliseconds(flip * 7));
        }

        await one.SetAsync("csp.home", true);
        await Probe.UntilAsync("the last flip has arrived", () => two.Current.Get("csp.home") is { Enabled: true, Source: FlagSource.Operator }, Soon);
    }

    [Theory]
    [InlineData("{\"feature_management\":")]
    [InlineData("{\"feature_management\":{\"feature_flags\":[{\"id\":\"csp.home\",\"enabled\":\"no\"}]}}")]
    public async Task A_broken_file_changes_nothing_is_reported_and_stops_no_restart(string broken)
    {
        await using (var store = Open())
        {
            await store.SetAsync("csp.home", false);
            await File.WriteAllTextAsync(Data.Flags, broken);

            await Probe.UntilAsync("the mistake is seen", () => store.Current.Mistakes.Count == 1, Soon);
            store.Current.Get("csp.home").Enabled.Should().BeFalse();
        }

        await using var again = Open();
        again.Current.Get("csp.home").Enabled.Should().BeFalse("the last good copy holds");
        again.Current.Mistakes.Should().ContainSingle();

        await again.SetAsync("csp.search", false);
        again.Current.Mistakes.Should().BeEmpty("a flip writes a whole file");
        again.Current.Get("csp.home").Enabled.Should().BeFalse("and loses none");
    }

    [Fact]
    public void Broken_settings_stop_a_start_with_every_mistake()
    {
        Write(Settings, """[{"id":"csp.home"},{"id":7,"enabled":true}]""");

        var start = () => Open();

        start.Should().Throw<ConfigurationException>().Which.Mistakes.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_name_or_reason_that_is_none_is_refused()
    {
        await using var store = Open();

        await store.Invoking(flags => flags.SetAsync("Not a name", true)).Should().ThrowAsync<ArgumentException>();
        await store.Invoking(flags => flags.SetAsync("csp.home", true, new string('x', 201))).Should().ThrowAsync<ArgumentException>();
        File.Exists(Data.Flags).Should().BeFalse();
    }

    private IFlagStore Open() => FlagsModule.CreateFlagStore(folder, Data, TimeProvider.System, NullLoggerFactory.Instance);

    private static void Write(string path, string flags) =>
        File.WriteAllText(path, "{\"feature_management\":{\"feature_flags\":" + flags + "}}");
}
