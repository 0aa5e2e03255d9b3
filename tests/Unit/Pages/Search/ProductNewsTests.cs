using CsCheck;
using Servepath.Kernel;
using Servepath.Pages.Search.Following;

namespace Servepath.Tests.Unit.Pages.Search;

public sealed class ProductNewsTests
{
    [Fact]
    public void Of_each_group_only_the_newest_version_is_kept_in_whatever_order_it_comes() =>
        Gen.Select(Gen.Int[0, 3], Gen.OneOfConst("details", "price", "reviews"), Gen.Long[1, 9]).List[0, 40].Sample(entries =>
        {
            var changes = entries.Select(entry => new Change("product", $"p{entry.Item1}", entry.Item2, default, GroupValue.Tombstone(entry.Item3))).ToArray();
            var news = ProductNews.From(changes);

            foreach (var group in new[] { "details", "price" })
            {
                var expected = changes.Where(change => change.Group == group).GroupBy(change => change.Key)
                    .OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Max(change => change.Value.Version)));
                news.Of(group).Select(entry => (entry.Id, entry.Value.Version)).Should().Equal(expected);
            }

            news.Of("reviews").Should().BeEmpty("search does not follow it");
        });

    [Fact]
    public void Other_domains_are_passed_over() =>
        ProductNews.From([new("seller", "s1", "details", default, GroupValue.Tombstone(1))]).IsEmpty.Should().BeTrue();
}
