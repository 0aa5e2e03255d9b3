namespace Servepath.Tests.Architecture;

/// <summary>The tree as it is keeps the rules.</summary>
public class HouseRules
{
    private static readonly string[] Schemas = ["changes", "storage", "catalog", "pricing", "inventory", "delivery", "reviews", "ordering", "shelves", "search"];

    [Fact]
    public void There_are_rooms_to_look_at() => Tree.Rooms.Should().HaveCountGreaterThan(20);

    [Fact]
    public void The_serving_layer_flows_one_way() => Rules.ServingFlowsOneWay(Tree.Rooms).Should().BeEmpty();

    [Fact]
    public void Domains_know_only_the_log_and_domains() => Rules.DomainsKnowOnlyTheLogAndDomains(Tree.Rooms).Should().BeEmpty();

    [Fact]
    public void Pages_read_through_reading() => Rules.PagesReadThroughReading(Tree.Rooms).Should().BeEmpty();

    [Fact]
    public void Shared_rooms_know_no_business() => Rules.SharedKnowsNoBusiness(Tree.Rooms).Should().BeEmpty();

    [Fact]
    public void Nobody_knows_the_gateway() => Rules.NobodyKnowsTheGateway(Tree.Rooms).Should().BeEmpty();

    [Theory]
    [InlineData("Npgsql", "Servepath.Postgres", "Servepath.Domains.", "Servepath.Serving.Changes", "Servepath.Serving.Storage", "Servepath.Pages.Search")]
    [InlineData("Dapper", "Servepath.Postgres", "Servepath.Domains.", "Servepath.Serving.Changes", "Servepath.Serving.Storage", "Servepath.Pages.Search")]
    [InlineData("StackExchange.Redis", "Servepath.Redis")]
    [InlineData("Yarp.ReverseProxy", "Servepath.Gateway")]
    [InlineData("Microsoft.Garnet", "Servepath.Embedded")]
    [InlineData("Polly.Core", "Servepath.Resilience")]
    public void A_package_stays_at_home(string package, params string[] homes) => Rules.PackageStaysAtHome(Tree.Rooms, package, homes).Should().BeEmpty();

    [Fact]
    public void The_serving_layer_knows_no_domain_by_name() => Rules.ServingKnowsNoDomainByName(Texts("src/Modules/Serving")).Should().BeEmpty();

    [Fact]
    public void The_faces_of_modules_are_small() => Rules.FacesAreSmall(Texts("src/Modules")).Should().BeEmpty();

    [Theory]
    [InlineData("src/Modules/Serving/Changes", "changes")]
    [InlineData("src/Modules/Serving/Storage", "storage")]
    [InlineData("src/Modules/Domains/Catalog", "catalog")]
    [InlineData("src/Modules/Domains/Pricing", "pricing")]
    [InlineData("src/Modules/Domains/Inventory", "inventory")]
    [InlineData("src/Modules/Domains/Delivery", "delivery")]
    [InlineData("src/Modules/Domains/Reviews", "reviews")]
    [InlineData("src/Modules/Domains/Ordering", "ordering")]
    [InlineData("src/Modules/Domains/Shelves", "shelves")]
    [InlineData("src/Modules/Pages/Search", "search")]
    public void A_module_reads_only_its_own_tables(string folder, string schema) =>
        Rules.NobodyReadsAnothersTables(Texts(folder), schema, Schemas).Should().BeEmpty();

    private static List<(string File, string Text)> Texts(string folder) =>
        [.. Tree.Sources(folder).Select(file => (Tree.Relative(file), File.ReadAllText(file)))];
}
