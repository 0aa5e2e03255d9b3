using System.Text.Json.Nodes;
using Servepath.Kernel;
using Servepath.Serving.Blueprint;

namespace Servepath.Tests.Unit.Serving.Blueprint;

public sealed class ReadingFilesTests : IDisposable
{
    private readonly SettingsFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_a_serving_domain_with_defaults_where_it_says_nothing()
    {
        folder.Write("thing", SettingsFolder.Good);
        var thing = folder.Open().Current.Domains["thing"];

        thing.Groups.Select(group => group.Name).Should().Equal("base", "pulse");
        thing.RealtimeGroups.Should().ContainSingle().Which.Should().Be(new ServingGroup(2, "pulse", "two", GroupClass.Realtime, 100));
        thing.Group("base")!.MaxBytes.Should().Be(65_536);
        thing.Storage.Should().Be("at storage");
        thing.Clusters["ncsp"].Realtime.Should().Be("127.0.0.1:6000");
        thing.CacheLifetime.Should().Be(TimeSpan.FromHours(1));
        thing.NearLifetime.Should().Be(TimeSpan.FromSeconds(1));
        thing.WrittenKeyPattern.Should().Be("[a-z]+");
        thing.KeepBoth.Should().BeFalse();
        thing.Clusters["csp"].Guards["storage"].TimeoutMs.Should().Be(800);
        thing.Clusters["csp"].Guards.Keys.Should().BeEquivalentTo("cache", "realtime", "storage", "push");
    }

    [Fact]
    public void The_files_that_ship_are_good()
    {
        var shipped = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(shipped!.FullName, "Monolith.sln")))
        {
            shipped = shipped.Parent;
        }

        var plan = BlueprintModule.Plan(
            Path.Combine(shipped.FullName, "appsettings"), name => $"{name}:1", new(0, System.Collections.Frozen.FrozenDictionary<string, ServingDomain>.Empty), ["offer"]);
        plan.Domains.SelectMany(domain => domain.Mistakes).Should().BeEmpty();
        plan.Domains.Select(domain => domain.Domain).Should().Contain(["product", "seller", "shelf"]);
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("", false)]
    [InlineData("abc\n", false)]
    [InlineData("x abc", false)]
    [InlineData("abcabcabcabcabcabcabc", false)]
    public void A_key_matches_as_a_whole(string key, bool accepted)
    {
        folder.Write("thing", SettingsFolder.Good);
        folder.Open().Current.Domains["thing"].Accepts(key).Should().Be(accepted);
    }

    [Fact]
    public void A_cluster_may_have_guards_of_its_own()
    {
        folder.Write("thing", json =>
        {
            json["guards"] = JsonNode.Parse("""{ "storage": { "timeout_ms": 500, "concurrency_limit": 200 } }""");
            json["clusters"]!["ncsp"]!["guards"] = JsonNode.Parse("""{ "storage": { "concurrency_limit": 50 } }""");
        });
        var thing = folder.Open().Current.Domains["thing"];
        thing.Clusters["csp"].Guards["storage"].ConcurrencyLimit.Should().Be(200);
        thing.Clusters["ncsp"].Guards["storage"].ConcurrencyLimit.Should().Be(50);
        thing.Clusters["ncsp"].Guards["storage"].TimeoutMs.Should().Be(500);
    }

    [Fact]
    public void Every_mistake_of_every_file_is_told_at_once()
    {
        folder.Write("thing", json =>
        {
            json["key"]!["pattern"] = "[a-";
            json["storag"] = "x";
            json["storage"] = "nowhere";
            json["groups"]!["pulse"]!["id"] = 1;
            json["groups"]!["base"]!["class"] = "fast";
            json["groups"]!["Bad-Name"] = JsonNode.Parse("""{ "id": 70000, "owner": "x", "class": "cached" }""");
            json["clusters"]!.AsObject().Remove("ncsp");
            json["clusters"]!["csp"]!["cache"] = 7;
            json["lifetimes"] = JsonNode.Parse("""{ "near_ms": -1 }""");
            json["guards"] = JsonNode.Parse("""{ "cache": { "timeout_ms": "150", "breakms": 1 } }""");
            json["views"] = new JsonArray("missing", "known", "known");
            json["keep"] = "all";
            json["names"] = JsonNode.Parse("""[{ "group": "nobody", "property": "ids", "domain": "thing" }]""");
        });
        folder.Write("Other Thing", "{ \"key\": ");

        var mistakes = folder.Invoking(f => f.Open("known")).Should().Throw<ConfigurationException>().Which.Mistakes;

        mistakes.Where(mistake => mistake.File == "domains/thing.json").Select(mistake => mistake.Path).Should().BeEquivalentTo(
            "key.pattern", "storag", "storage", "groups.pulse.id", "groups.base.class", "groups.Bad-Name", "groups.Bad-Name.id", "clusters.ncsp",
            "clusters.csp.cache", "lifetimes.near_ms", "guards.cache.timeout_ms", "guards.cache.breakms", "views[0]", "views[2]", "keep", "names[0].group");
        mistakes.Where(mistake => mistake.File == "domains/Other Thing.json").Should().HaveCount(2);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{ "key": [], "storage": {}, "groups": [], "clusters": 1, "views": {}, "names": [1], "guards": 3, "lifetimes": "" }""")]
    [InlineData("""{ "key": { "pattern": "(?=a)a" }, "key": {} }""")]
    public void Nothing_that_a_file_says_escapes_as_anything_but_mistakes(string text)
    {
        folder.Write("thing", text);
        folder.Invoking(f => f.Open()).Should().Throw<ConfigurationException>().Which.Mistakes.Should().NotBeEmpty();
    }

    [Fact]
    public void A_domain_may_name_only_domains_that_there_are()
    {
        folder.Write("thing", json => json["names"] = JsonNode.Parse("""[{ "group": "base", "property": "ids", "domain": "other" }]"""));
        folder.Invoking(f => f.Open()).Should().Throw<ConfigurationException>().Which.Mistakes.Should().ContainSingle().Which.Path.Should().Be("names[0].domain");

        folder.Write("other", SettingsFolder.Good);
        folder.Open().Current.Domains["thing"].Names.Should().ContainSingle();
    }
}
