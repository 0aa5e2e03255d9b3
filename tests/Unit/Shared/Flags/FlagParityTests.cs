using Microsoft.Extensions.DependencyInjection;
using Microsoft.FeatureManagement;
using Microsoft.FeatureManagement.FeatureFilters;
using Servepath.Flags;

namespace Servepath.Tests.Unit.Shared.Flags;

/// <summary>What the gateway decides from the compiled snapshot, Microsoft.FeatureManagement decides too.</summary>
public sealed class FlagParityTests
{
    private const string File = """
        {"feature_management":{"feature_flags":[
          {"id":"on","enabled":true},
          {"id":"off","enabled":false},
          {"id":"csp.share","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":30}}]}},
          {"id":"csp.targeted","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.Targeting","parameters":{"Audience":{
             "DefaultRolloutPercentage":42.5,"Users":["visitor-3","visitor-4"],"Exclusion":{"Users":["visitor-4","visitor-5","visitor-6","visitor-7"]}}}}]}},
          {"id":"csp.none","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":0}}]}},
          {"id":"csp.all","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":100}}]}},
          {"id":"disabled.share","enabled":false,"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":50}}]}}
        ]}}
        """;

    [Fact]
    public async Task The_snapshot_and_the_feature_manager_give_the_same_answers()
    {
        var snapshot = Snapshot(File);
        var visitor = new Visitor();
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<Microsoft.Extensions.Configuration.IConfiguration>(new Microsoft.Extensions.Configuration.ConfigurationBuilder().Build())
            .AddFlags(new FixedFlags(snapshot))
            .AddSingleton<ITargetingContextAccessor>(visitor)
            .BuildServiceProvider();
        var manager = services.GetRequiredService<IFeatureManager>();

        foreach (var name in snapshot.Flags.Keys.Append("csp.never_heard_of").Append("never.heard.of"))
        {
            for (var number = 0; number < 500; number++)
            {
                visitor.Id = $"visitor-{number}";
                var managed = await manager.IsEnabledAsync(name);
                snapshot.Get(name).IsOn(visitor.Id).Should().Be(managed, $"{name} for {visitor.Id}");
            }
        }
    }

    [Fact]
    public void A_share_only_grows_when_its_percentage_does()
    {
        var (small, large) = (Share(30), Share(60));

        foreach (var number in Enumerable.Range(0, 2000))
        {
            (small.IsOn($"v{number}") && !large.IsOn($"v{number}")).Should().BeFalse();
        }

        Enumerable.Range(0, 2000).Count(number => small.IsOn($"v{number}")).Should().BeInRange(500, 700);
    }

    [Fact]
    public void A_page_that_nobody_named_runs_on_csp()
    {
        var snapshot = Snapshot("{}");

        snapshot.Get("csp.home").Should().BeEquivalentTo(new { Enabled = true, Source = FlagSource.Default });
        snapshot.Get("anything.else").Enabled.Should().BeFalse();
    }

    [Fact]
    public void An_answer_allocates_nothing()
    {
        var flag = Share(50);
        flag.IsOn("0123456789abcdef0123456789abcdef");
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var call = 0; call < 100; call++)
        {
            flag.IsOn("0123456789abcdef0123456789abcdef");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static Flag Share(int percentage) => FlagFileTests.Read(
        $$$"""{"feature_management":{"feature_flags":[{"id":"csp.home","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":{{{percentage}}}}}]}}]}}""").Flags[0];

    private static FlagSnapshot Snapshot(string text)
    {
        var (flags, mistakes) = FlagFileTests.Read(text);
        mistakes.Should().BeEmpty();
        return new FlagSnapshot(1, flags, [], DateTimeOffset.UnixEpoch);
    }

    private sealed class Visitor : ITargetingContextAccessor
    {
        public string Id { get; set; } = "";

        public ValueTask<TargetingContext> GetContextAsync() => ValueTask.FromResult(new TargetingContext { UserId = Id, Groups = [] });
    }
}
