using System.Diagnostics;

namespace Servepath.Tests.Architecture;

/// <summary>Each rule shown to fail on a deliberate offender: a rule that cannot fail guards nothing.</summary>
public class RulesCanFail
{
    [Fact]
    public void Reading_that_knows_storage_is_found() =>
        Rules.ServingFlowsOneWay([Room("Servepath.Serving.Reading", "src/Modules/Serving/Reading", "Servepath.Serving.Storage")]).Should().ContainSingle();

    [Fact]
    public void A_domain_that_knows_a_cache_is_found() =>
        Rules.DomainsKnowOnlyTheLogAndDomains([Room("Servepath.Domains.Pricing", "src/Modules/Domains/Pricing", "Servepath.Serving.Caching")]).Should().ContainSingle();

    [Fact]
    public void A_page_that_reaches_behind_reading_is_found() =>
        Rules.PagesReadThroughReading([Room("Servepath.Pages.Search", "src/Modules/Pages/Search", "Servepath.Serving.Storage")]).Should().ContainSingle();

    [Fact]
    public void A_shared_room_that_knows_a_module_is_found() =>
        Rules.SharedKnowsNoBusiness([Room("Servepath.Redis", "src/Shared/Redis", "Servepath.Serving.Blueprint")]).Should().ContainSingle();

    [Fact]
    public void A_module_that_knows_the_gateway_is_found() =>
        Rules.NobodyKnowsTheGateway([Room("Servepath.Pages.Storefront", "src/Modules/Pages/Storefront", "Servepath.Gateway")]).Should().ContainSingle();

    [Fact]
    public void A_package_away_from_home_is_found() =>
        Rules.PackageStaysAtHome([new("Servepath.Serving.Caching", "src", [], ["StackExchange.Redis"])], "StackExchange.Redis", "Servepath.Redis").Should().ContainSingle();

    [Theory]
    [InlineData("// the Price of it")]
    [InlineData("var products = 1;")]
    [InlineData("\"catalog\"")]
    public void A_domain_named_in_the_serving_layer_is_found(string text) =>
        Rules.ServingKnowsNoDomainByName([("Some.cs", text)]).Should().ContainSingle();

    [Fact]
    public void A_public_type_outside_the_face_is_found() =>
        Rules.FacesAreSmall([("src/Modules/X/Inner.cs", "namespace X;\n\npublic sealed class Inner;\n")]).Should().ContainSingle();

    [Fact]
    public void A_look_into_anothers_table_is_found() =>
        Rules.NobodyReadsAnothersTables([("Some.cs", "select 1 from pricing.prices")], "catalog", ["catalog", "pricing"]).Should().ContainSingle();

    [Theory]
    [InlineData("ROOM01", "Servepath.Serving.Nowhere", "", "")]
    [InlineData("ROOM02", "Servepath.Serving.Reading", "src/Modules/Serving/Storage/Servepath.Serving.Storage.csproj", "")]
    [InlineData("ROOM02", "Servepath.Redis", "src/Shared/Postgres/Servepath.Postgres.csproj", "")]
    [InlineData("ROOM03", "Servepath.Serving.Caching", "", "StackExchange.Redis")]
    public async Task The_build_itself_refuses_an_offender(string code, string name, string reference, string package)
    {
        var home = name.StartsWith("Servepath.Serving.", StringComparison.Ordinal) ? "src/Modules/Serving" : "src/Shared";
        var folder = Directory.CreateDirectory(Path.Combine(Tree.Root, home, "Offender-" + Guid.NewGuid().ToString("N")[..8]));
        try
        {
            var references = (reference.Length > 0 ? $"<ProjectReference Include=\"{Path.Combine(Tree.Root, reference)}\" />" : string.Empty)
                + (package.Length > 0 ? $"<PackageReference Include=\"{package}\" />" : string.Empty);
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, name + ".csproj"), $"<Project Sdk=\"Microsoft.NET.Sdk\"><ItemGroup>{references}</ItemGroup></Project>");
            using var build = Process.Start(new ProcessStartInfo("dotnet", ["msbuild", "-nologo", "-t:CheckRooms;CheckPackages", folder.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var output = await build.StandardOutput.ReadToEndAsync();
            await build.WaitForExitAsync();
            build.ExitCode.Should().NotBe(0);
            output.Should().Contain(code);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Project Room(string name, string folder, params string[] knows) => new(name, folder, knows, []);
}
