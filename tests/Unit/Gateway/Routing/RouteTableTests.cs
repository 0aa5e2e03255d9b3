using Servepath.Gateway.Routing;

namespace Servepath.Tests.Unit.Gateway.Routing;

public sealed class RouteTableTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("servepath-routes-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Every_mistake_is_found_at_once_and_says_where()
    {
        var (routes, mistakes) = Load("""
            { "pagse": [], "pages": [
              { "name": "home", "path_class": "critical", "paths": ["/"] },
              { "name": "home", "path_class": "critical", "paths": ["/again"] },
              { "name": "Bad Name", "path_class": "vital", "paths": [] },
              { "name": "product", "path_class": "non_critical", "paths": ["/products/{id}", "products", "/a/{b"] },
              { "name": "thing", "path_class": "non_critical", "paths": ["/Products/{other}"], "cluster": "csp" },
              { "name": "inner", "path_class": "non_critical", "paths": ["/.node/ready"] },
              7
            ] }
            """);

        mistakes.Select(mistake => mistake.Path).Should().Equal(
            "pagse",
            "pages[1].name",
            "pages[2].name",
            "pages[2].path_class",
            "pages[2].paths",
            "pages[3].paths[1]",
            "pages[3].paths[2]",
            "pages[4].cluster",
            "pages[4].paths[0]",
            "pages[5].paths[0]",
            "pages[6]");
        mistakes.Should().OnlyContain(mistake => mistake.File == "routes.json" && mistake.Message.Length > 10);
        routes.Pages.Should().ContainSingle().Which.Name.Should().Be("home");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"pages\": ")]
    [InlineData("[]")]
    [InlineData("{ \"pages\": [] }")]
    public void A_file_that_is_none_is_a_mistake_and_no_exception(string text) =>
        Load(text).Mistakes.Should().ContainSingle();

    [Fact]
    public void A_missing_file_is_a_mistake() => RouteTable.Load(Path.Combine(folder, "nowhere")).Mistakes.Should().ContainSingle();

    [Fact]
    public void What_ships_is_right()
    {
        var (routes, mistakes) = RouteTable.Load(Path.Combine(Root(), "appsettings"));

        mistakes.Should().BeEmpty();
        routes.Pages.Where(page => page.IsCritical).Select(page => page.Name).Should().Contain(["home", "search"]);
        routes.Find("serving")!.IsCritical.Should().BeFalse();
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Monolith.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }

    private (RouteTable Routes, IReadOnlyList<Servepath.Kernel.ConfigurationMistake> Mistakes) Load(string text)
    {
        File.WriteAllText(Path.Combine(folder, "routes.json"), text);
        return RouteTable.Load(folder);
    }
}
