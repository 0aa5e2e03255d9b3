using System.Text.Json.Nodes;
using Servepath.Serving.Blueprint;

namespace Servepath.Tests.Unit.Serving.Blueprint;

public sealed class FollowingFilesTests : IAsyncLifetime
{
    private readonly SettingsFolder folder = new();
    private readonly List<BlueprintSnapshot> heard = [];
    private IBlueprint blueprint = null!;

    public Task InitializeAsync()
    {
        folder.Write("thing", SettingsFolder.Good);
        blueprint = folder.Open();
        blueprint.OnChange(_ => throw new InvalidOperationException("a listener that fails"));
        blueprint.OnChange(heard.Add);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await ((IAsyncDisposable)blueprint).DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public void A_new_file_is_a_new_domain_within_a_second()
    {
        var thing = blueprint.Current.Domains["thing"];
        folder.Write("other", SettingsFolder.Good);
        folder.Settle();

        heard.Should().ContainSingle().Which.Should().BeSameAs(blueprint.Current);
        blueprint.Current.Generation.Should().Be(2);
        blueprint.Current.Domains.Keys.Should().BeEquivalentTo("thing", "other");
        blueprint.Current.Domains["thing"].Should().BeSameAs(thing);
    }

    [Fact]
    public void A_file_counts_only_once_it_stands_still()
    {
        folder.Write("other", SettingsFolder.Good[..50]);
        folder.Time.Advance(TimeSpan.FromMilliseconds(250));
        folder.Write("other", SettingsFolder.Good);
        folder.Time.Advance(TimeSpan.FromMilliseconds(250));
        heard.Should().BeEmpty();
        folder.Time.Advance(TimeSpan.FromMilliseconds(250));
        blueprint.Current.Domains.Keys.Should().Contain("other");
    }

    [Fact]
    public void What_can_change_while_running_does()
    {
        folder.Write("thing", json =>
        {
            json["lifetimes"] = JsonNode.Parse("""{ "near_ms": 0 }""");
            json["groups"]!["third"] = JsonNode.Parse("""{ "id": 3, "owner": "x", "class": "realtime" }""");
            json["clusters"]!["csp"]!["cache"] = "127.0.0.1:7";
            json["keep"] = "both";
        });
        folder.Settle();
        var thing = blueprint.Current.Domains["thing"];
        thing.NearLifetime.Should().Be(TimeSpan.Zero);
        thing.RealtimeGroups.Should().HaveCount(2);
        thing.Clusters["csp"].Cache.Should().Be("127.0.0.1:7");
        thing.KeepBoth.Should().BeTrue();
    }

    [Theory]
    [InlineData("key.pattern", """{ "key": { "pattern": "[0-9]+", "max_bytes": 20 } }""")]
    [InlineData("key.max_bytes", """{ "key": { "pattern": "[a-z]+", "max_bytes": 19 } }""")]
    [InlineData("storage", """{ "storage": "127.0.0.1:9" }""")]
    [InlineData("groups.pulse.class", """{ "groups": { "base": { "id": 1, "owner": "one", "class": "cached" }, "pulse": { "id": 2, "owner": "two", "class": "cached" } } }""")]
    [InlineData("groups.pulse.id", """{ "groups": { "base": { "id": 1, "owner": "one", "class": "cached" }, "pulse": { "id": 5, "owner": "two", "class": "realtime" } } }""")]
    [InlineData("groups.pulse", """{ "groups": { "base": { "id": 1, "owner": "one", "class": "cached" } } }""")]
    [InlineData("storag", """{ "storag": 1 }""")]
    public void What_cannot_change_while_running_is_refused_with_the_reason_and_the_old_stays(string path, string change)
    {
        folder.Write("thing", json =>
        {
            json["keep"] = "both";
            foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
            {
                json[name] = value?.DeepClone();
            }
        });
        var planned = folder.Plan(blueprint.Current).Domains.Should().ContainSingle().Subject;
        planned.Step.Should().Be(DomainStep.Refused);
        planned.Mistakes.Should().ContainSingle().Which.Path.Should().Be(path);

        folder.Settle();
        heard.Should().BeEmpty();
        blueprint.Current.Generation.Should().Be(1);
        blueprint.Current.Domains["thing"].KeepBoth.Should().BeFalse();
    }

    [Fact]
    public void A_file_that_goes_does_not_take_its_domain_along()
    {
        folder.Delete("thing");
        folder.Plan(blueprint.Current).Domains.Should().ContainSingle().Which.Step.Should().Be(DomainStep.Gone);
        folder.Settle();
        blueprint.Current.Domains.Keys.Should().Contain("thing");
    }

    [Fact]
    public void A_plan_says_what_each_file_would_do_and_changes_nothing()
    {
        folder.Write("other", SettingsFolder.Good);
        folder.Write("thing", json => json["lifetimes"] = JsonNode.Parse("""{ "near_ms": 500 }"""));
        var plan = folder.Plan(blueprint.Current);

        plan.Domains.Select(domain => (domain.Domain, domain.Step)).Should().Equal(("other", DomainStep.New), ("thing", DomainStep.Changed));
        plan.Domains[1].Changes.Should().Equal("lifetimes.near_ms: 1000 → 500");
        blueprint.Current.Generation.Should().Be(1);
    }

    [Fact]
    public void A_file_refused_because_it_named_nobody_is_taken_once_that_one_comes()
    {
        folder.Write("list", json => json["names"] = JsonNode.Parse("""[{ "group": "base", "property": "ids", "domain": "late" }]"""));
        folder.Settle();
        heard.Should().BeEmpty();

        folder.Write("late", SettingsFolder.Good);
        folder.Settle();
        blueprint.Current.Domains.Keys.Should().BeEquivalentTo("thing", "list", "late");
    }

    [Fact]
    public void A_listener_that_has_left_hears_nothing()
    {
        var left = 0;
        blueprint.OnChange(_ => left++).Dispose();
        folder.Write("other", SettingsFolder.Good);
        folder.Settle();
        left.Should().Be(0);
    }
}
