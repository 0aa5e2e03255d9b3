using System.Text;
using Servepath.Flags;

namespace Servepath.Tests.Unit.Shared.Flags;

public sealed class FlagFileTests
{
    [Fact]
    public void Every_mistake_is_found_at_once_and_says_where()
    {
        var (_, mistakes) = Read("""
            {"feature_management":{"feature_flags":[
              {"id":"csp.home","enabled":"yes"},
              {"id":"Not A Name","enabled":true},
              {"id":"csp.search","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.Percentage","parameters":{"Value":130}}]}},
              {"id":"csp.order","enabled":true,"conditions":{"client_filters":[{"name":"Microsoft.TimeWindow","parameters":{}}]}},
              {"id":"csp.search","enabled":true}
            ]}}
            """);

        mistakes.Select(mistake => mistake.Path).Should().Equal(
            "feature_management.feature_flags[0].enabled",
            "feature_management.feature_flags[1].id",
            "feature_management.feature_flags[2].conditions.client_filters[0].parameters.Value",
            "feature_management.feature_flags[3].conditions.client_filters[0].name",
            "feature_management.feature_flags[4].id");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"feature_management\":")]
    [InlineData("[]")]
    [InlineData("{\"feature_management\":{\"feature_flags\":{}}}")]
    public void A_broken_file_is_one_mistake_and_no_exception(string text)
    {
        var (flags, mistakes) = Read(text);

        flags.Should().BeEmpty();
        mistakes.Should().ContainSingle();
    }

    [Fact]
    public void A_plain_flag_answers_alike_for_everybody()
    {
        var (flags, mistakes) = Read("""{"feature_management":{"feature_flags":[{"id":"csp.home","enabled":false,"reason":"drill"}]}}""");

        mistakes.Should().BeEmpty();
        flags.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Name = "csp.home", Enabled = false, Weight = 0.0, NeedsVisitor = false, Reason = "drill" });
    }

    internal static (IReadOnlyList<Flag> Flags, IReadOnlyList<Servepath.Kernel.ConfigurationMistake> Mistakes) Read(string text) =>
        FlagFile.Read(Encoding.UTF8.GetBytes(text), "flags.json", FlagSource.Settings);
}
