using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Servepath.Serving.Blueprint;
using Servepath.Serving.Caching;

namespace Servepath.Tests.Unit.Serving.Caching;

public class UnknownKeyLimit
{
    [Fact]
    public void A_thousand_within_their_life_may_be_kept_and_then_a_thousand_again()
    {
        var time = new FakeTimeProvider();
        var unknown = new UnknownKeys(time);
        var (one, other) = (Domain("one"), Domain("other"));
        Take(unknown, one).Should().Be(1000);
        Take(unknown, one).Should().Be(0);
        Take(unknown, other).Should().Be(1000, "each domain has a limit of its own");
        time.Advance(TimeSpan.FromSeconds(9));
        Take(unknown, one).Should().Be(0);
        time.Advance(TimeSpan.FromSeconds(1));
        Take(unknown, one).Should().Be(1000);
    }

    private static int Take(UnknownKeys unknown, ServingDomain domain) => Enumerable.Range(0, 1500).Count(_ => unknown.MayKeep(domain));

    internal static ServingDomain Domain(string name) => new()
    {
        Name = name,
        KeyPattern = new Regex("."),
        KeyMaxBytes = 10,
        Groups = [],
        RealtimeGroups = [],
        Views = [],
        Storage = "none",
        Clusters = new Dictionary<string, ClusterCaches> { ["csp"] = new("cache-of-" + name, "realtime", FrozenDictionary<string, Servepath.Resilience.GuardSettings>.Empty) }.ToFrozenDictionary(),
        CacheLifetime = TimeSpan.FromHours(1),
        RealtimeLifetime = TimeSpan.FromMinutes(10),
        UnknownLifetime = TimeSpan.FromSeconds(10),
        NearLifetime = TimeSpan.FromSeconds(1),
        KeepBoth = false,
        Names = [],
    };
}
