using System.Collections.Immutable;
using Servepath.Flags;
using Servepath.Gateway.Routing;
using Servepath.Tests.Unit.Shared.Flags;

namespace Servepath.Tests.Unit.Gateway.Routing;

public sealed class PageTableTests
{
    private static readonly RouteTable Routes = new(ImmutableArray.Create(
        new Page("home", PathClass.Critical, ["/"]),
        new Page("search", PathClass.Critical, ["/search"]),
        new Page("product", PathClass.NonCritical, ["/products/{id}"])));

    [Fact]
    public void Critical_pages_run_on_csp_until_a_flag_says_otherwise()
    {
        var table = Table("""[{"id":"csp.search","enabled":false}]""");

        table.Choose("home", "").Should().Be("csp");
        table.Choose("search", "").Should().Be("ncsp");
    }

    [Fact]
    public void No_flag_takes_a_page_that_is_not_critical_to_csp() =>
        Table("""[{"id":"csp.product","enabled":true}]""").Choose("product", "").Should().Be("ncsp");

    [Fact]
    public void A_percentage_splits_visitors_and_keeps_each_where_it_is()
    {
        var table = Table("""[{"id":"csp.home","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":50}}]}}]""");

        table.NeedsVisitor("home").Should().BeTrue();
        table.NeedsVisitor("search").Should().BeFalse();
        var onCsp = Enumerable.Range(0, 1000).Count(visitor => table.Choose("home", $"v{visitor}") == "csp");
        onCsp.Should().BeInRange(430, 570);
        table.Choose("home", "v1").Should().Be(table.Choose("home", "v1"));
    }

    [Fact]
    public void The_table_in_force_follows_the_flags_before_the_change_returns()
    {
        var flags = new FixedFlags(Snapshot("[]"));
        using var tables = new PageTables(Routes, flags);
        var before = tables.Current;

        flags.Swap(Snapshot("""[{"id":"csp.home","enabled":false}]"""));

        before.Choose("home", "").Should().Be("csp", "a request keeps the table that it began with");
        tables.Current.Choose("home", "").Should().Be("ncsp");
    }

    private static PageTable Table(string flags) => new(Routes, Snapshot(flags));

    private static FlagSnapshot Snapshot(string flags)
    {
        var (read, mistakes) = FlagFileTests.Read("{\"feature_management\":{\"feature_flags\":" + flags + "}}");
        mistakes.Should().BeEmpty();
        return new FlagSnapshot(1, read, [], DateTimeOffset.UnixEpoch);
    }
}
