using System.Buffers;
using System.Text.Json;
using CsCheck;
using Servepath.Kernel;
using Servepath.Serving.Reading;
using Servepath.Serving.Reading.Endpoints;
using Servepath.Serving.Reading.Merging;
using static Servepath.Tests.Unit.Serving.Reading.ReadingUnderTest;

namespace Servepath.Tests.Unit.Serving.Reading;

public sealed class EntityTagTests
{
    private static readonly string[] Names = ["base", "pulse", "stock", "text"];

    private static readonly Gen<Asked> Ask =
        from versions in Gen.Long[0, 3].Array[4]
        from answered in Gen.Bool
        from groups in Gen.Frequency((1, Gen.Const(Array.Empty<string>())), (2, Gen.OneOfConst(Names).Array[1, 3]))
        from view in Gen.Bool
        from region in Gen.OneOfConst("north", "south")
        select new Asked(versions, answered, [.. groups.Distinct().Order()], view ? region : null);

    [Fact]
    public void Two_answers_have_one_tag_if_and_only_if_they_are_the_same_bytes() =>
        Gen.Select(Ask, Ask).Sample((one, other) =>
        {
            var (first, second) = (Answer(one), Answer(other));
            return first.Body.AsSpan().SequenceEqual(second.Body) ? first.Tag == second.Tag || !SameGroups(one, other) : first.Tag != second.Tag;
        });

    [Fact]
    public void Every_answer_is_json_of_the_length_that_was_counted() =>
        Ask.Sample(asked =>
        {
            var (body, _, counted) = Answer(asked);
            using var json = JsonDocument.Parse(body);
            return body.Length == counted && json.RootElement.GetProperty("revision").GetInt64() == asked.Versions.Sum();
        });

    [Theory]
    [InlineData("plain")]
    [InlineData("quote\"back\\slash")]
    [InlineData("übung 日本")]
    [InlineData("line\nbreak\u0001")]
    public void A_key_of_any_letters_is_a_json_text(string key)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var pieces = new WrittenPieces(buffer);
        JsonPieces.AddText(ref pieces, key);
        JsonSerializer.Deserialize<string>(buffer.WrittenSpan).Should().Be(key);
    }

    private static bool SameGroups(Asked one, Asked other) => one.Groups.SequenceEqual(other.Groups);

    private static (byte[] Body, string Tag, long Counted) Answer(Asked asked)
    {
        var shape = DomainShape.Of(Thing);
        var now = new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
        var tools = new ReadingTools(System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(
            new Dictionary<string, IView> { ["words"] = new MinuteView() }), new Microsoft.Extensions.Time.Testing.FakeTimeProvider(now));
        var merged = MergedRow.Merge(shape, "a", Fetched(asked.Versions, asked.Answered ? [0, 0] : null), null);
        var row = new ServedRow(merged.At(now), AnsweredBy.Cache, asked.Answered ? [] : shape.RealtimeNames, tools);
        var query = asked.Groups.Length == 0 && asked.Region is null
            ? RowQuery.Everything
            : new(asked.Groups.Length == 0 ? null : asked.Groups, asked.Region is null ? [] : ["words"], asked.Region ?? string.Empty);
        var views = RowAnswer.Views(row, query);
        var counted = default(CountedPieces);
        RowJson.Write(ref counted, row, query, views);
        var buffer = new ArrayBufferWriter<byte>();
        var written = new WrittenPieces(buffer);
        RowJson.Write(ref written, row, query, views);
        return (buffer.WrittenSpan.ToArray(), EntityTag.Of(row, query, views), counted.Length);
    }

    private sealed record Asked(long[] Versions, bool Answered, string[] Groups, string? Region)
    {
        public override string ToString() => $"[{string.Join(',', Versions)}] answered {Answered}, groups {string.Join('+', Groups)}, region {Region}";
    }
}
