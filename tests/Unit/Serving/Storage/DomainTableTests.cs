using System.Text;
using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Storage;

namespace Servepath.Tests.Unit.Serving.Storage;

public sealed class DomainTableTests
{
    [Fact]
    public void Groups_stand_in_order_of_id_in_every_statement()
    {
        var table = new DomainTable("thing", [new(9, "b"), new(2, "a")]);

        table.Groups.Select(group => group.Name).Should().Equal("a", "b");
        table.Select.Should().Be(
            "select r.key, r.body_a, r.version_a, r.slices_a, r.body_b, r.version_b, r.slices_b from storage.rows_thing r where r.key = any($1)");
        table.IndexOf("b").Should().Be(1);
        table.IndexOf("c").Should().Be(-1);
    }

    [Theory]
    [InlineData("Thing", "a")]
    [InlineData("a\"b", "a")]
    [InlineData("thing", "a b")]
    [InlineData("thing", "a;drop table x")]
    [InlineData("", "a")]
    public void A_name_that_is_no_identifier_never_reaches_a_statement(string domain, string group)
    {
        var make = () => new DomainTable(domain, [new(1, group)]);
        make.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Of_a_batch_only_the_newest_value_of_each_group_is_left_in_order_of_key()
    {
        var table = new DomainTable("thing", [new(1, "a"), new(2, "b")]);
        var changes =
            from key in Gen.Int[0, 12]
            from grp in Gen.Bool
            from version in Gen.Long[1, 9]
            select new Change("thing", $"k{key}", grp ? "a" : "b", DateTimeOffset.UnixEpoch, GroupValue.Plain(version, Encoding.UTF8.GetBytes($"{version}")));
        changes.Array.Sample(batch =>
        {
            var values = new NewestValues(table);
            var all = batch.All(values.TryAdd);
            var keys = values.Rows.Select(row => row.Key).ToArray();
            return all
                && keys.SequenceEqual(batch.Select(change => change.Key).Distinct().Order(StringComparer.Ordinal))
                && values.Rows.All(row => Newest(batch, row.Key, "a") == row.Value[0].Version && Newest(batch, row.Key, "b") == row.Value[1].Version);
        });
    }

    private static long Newest(Change[] batch, string key, string group) =>
        batch.Where(change => change.Key == key && change.Group == group).Select(change => change.Value.Version).DefaultIfEmpty().Max();
}
