using System.Text;
using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Changes;

namespace Servepath.Tests.Unit.Serving.Changes;

public sealed class IngestLineTests
{
    [Fact]
    public void The_body_is_kept_as_it_came()
    {
        Read("""{"key":"k","group":"g","version":3, "body" :  { "a" : 1.0, "b":[ ] } }""", out var item).Should().BeNull();

        item!.Key.Should().Be("k");
        item.Group.Should().Be("g");
        item.Version.Should().Be(3);
        Encoding.UTF8.GetString(item.Value.Json.Span).Should().Be("""{ "a" : 1.0, "b":[ ] }""");
    }

    [Fact]
    public void A_body_of_null_is_a_tombstone()
    {
        Read("""{"body":null,"key":"k","group":"g"}""", out var item).Should().BeNull();

        item!.Value.IsTombstone.Should().BeTrue();
        item.Version.Should().BeNull();
    }

    [Fact]
    public void A_schedule_may_stand_in_place_of_the_body()
    {
        Read("""{"key":"k","group":"g","schedule":[{"from":"2026-01-01T00:00:00+02:00","until":null,"body":"x"}]}""", out var item).Should().BeNull();

        Encoding.UTF8.GetString(item!.Value.At(new(2025, 12, 31, 22, 0, 0, TimeSpan.Zero)).Span).Should().Be("\"x\"");
        item.Value.At(new(2025, 12, 31, 21, 59, 59, TimeSpan.Zero)).IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{"key":"k","group":"g"}""")]
    [InlineData("""{"key":"k","body":1}""")]
    [InlineData("""{"key":1,"group":"g","body":1}""")]
    [InlineData("""{"key":"k","group":"g","version":"1","body":1}""")]
    [InlineData("""{"key":"k","group":"g","version":1.5,"body":1}""")]
    [InlineData("""{"key":"k","group":"g","body":1,"body":2}""")]
    [InlineData("""{"key":"k","group":"g","body":1,"other":2}""")]
    [InlineData("""{"key":"k","group":"g","body":1} {}""")]
    [InlineData("""{"key":"k","group":"g","body":1""")]
    [InlineData("""{"key":"k","group":"g","body":{"a":}}""")]
    [InlineData("""{"key":"\ud800","group":"g","body":1}""")]
    [InlineData("""{"key":"k","group":"g","schedule":{}}""")]
    [InlineData("""{"key":"k","group":"g","schedule":[]}""")]
    [InlineData("""{"key":"k","group":"g","schedule":[{"from":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"key":"k","group":"g","schedule":[{"from":"2026-01-01T00:00:00","body":1}]}""")]
    [InlineData("""{"key":"k","group":"g","schedule":[{"from":"2026-01-01","body":1}]}""")]
    [InlineData("""{"key":"k","group":"g","schedule":[{"from":5,"body":1}]}""")]
    public void What_is_no_line_is_refused_with_a_reason(string line) =>
        Read(line, out _).Should().NotBeNullOrEmpty();

    [Fact]
    public void No_bytes_make_it_throw()
    {
        var pieces = Gen.OneOf(
            Gen.OneOfConst("{", "}", "[", "]", ":", ",", "null", "1", "\"key\"", "\"group\"", "\"body\"", "\"schedule\"", "\"from\"", "\"2026-01-01T00:00:00Z\"", " "),
            Gen.String);
        pieces.Array.Select(all => string.Concat(all)).Sample(line =>
        {
            var mistake = Read(line, out var item);
            return (mistake is null) == (item is not null);
        });
        Gen.Byte.Array.Sample(bytes => IngestLine.TryRead(bytes, out var item) is null == item is not null);
    }

    private static string? Read(string line, out IngestItem? item) => IngestLine.TryRead(Encoding.UTF8.GetBytes(line), out item);
}
