using CsCheck;
using Servepath.Domains.Feeds;

namespace Servepath.Tests.Unit.Domains.Feeds;

public sealed class SeparatedReaderTests
{
    [Fact]
    public async Task Fields_are_what_was_written_however_the_bytes_arrive()
    {
        var field = Gen.String[Gen.Char["ab\"\t\n\r 'é"], 0, 6];
        await Gen.Select(field.Array[3].Array[1, 6], Gen.Int[1, 7], Gen.Bool).SampleAsync(async (rows, chunk, carriage) =>
        {
            var text = string.Concat(rows.Select(row => string.Join('\t', row.Select(Quoted)) + (carriage ? "\r\n" : "\n")));
            var read = await ReadAsync(new Chunks(text, chunk));
            read.Select(record => record.Fields).Should().BeEquivalentTo(
                rows.Select(row => row.Select(value => value.Trim()).ToArray()), options => options.WithStrictOrdering());
        }, iter: 300);
    }

    [Theory]
    [InlineData("15\" screen\tx")]
    [InlineData("\"Best\" mug\tx")]
    [InlineData("5'8\"\" tall\tx")]
    public async Task A_quote_that_does_not_enclose_the_field_is_a_character(string line)
    {
        var read = await ReadAsync(new StringReader(line + "\n"));

        read.Should().ContainSingle().Which.Fields.Should().Equal(line.Split('\t'));
    }

    [Theory]
    [InlineData("a\t\"open\tx\nb\tfine\ty\nc\tfine\tz\n", true)]
    [InlineData("a\t\"open\tx\nb\tfine\ty\nc\tfine\t5\"\n", true)]
    [InlineData("a\t\"open\tx\nb\t\"fine\"\ty\nc\tfine\tz\n", false)]
    public async Task A_quote_left_open_costs_at_most_its_own_line(string text, bool isFault)
    {
        var read = await ReadAsync(new StringReader(text), expected: 3);

        read.Select(record => record.Line).Should().Equal(1, 2, 3);
        (read[0].Fault is not null).Should().Be(isFault);
        read.Skip(1).Select(record => record.Fields[1]).Should().Equal("fine", "fine");
    }

    [Fact]
    public async Task Lines_are_counted_through_quoted_breaks()
    {
        var read = await ReadAsync(new StringReader("a\t\"one\ntwo\nthree\"\nb\tc\n\nd\te"));

        read.Select(record => record.Line).Should().Equal(1, 4, 5, 6);
    }

    [Fact]
    public async Task A_row_that_is_too_long_is_skipped_and_the_next_is_read()
    {
        var read = await ReadAsync(new StringReader($"a\t{new string('x', SeparatedReader.MostChars + 10)}\nb\tc\n"));

        read[0].Fault.Should().Contain("longer than");
        read[1].Fields.Should().Equal("b", "c");
        read[1].Line.Should().Be(2);
    }

    [Fact]
    public async Task A_long_row_within_the_limit_is_read_whole()
    {
        var text = new string('x', SeparatedReader.MostChars - 10);

        (await ReadAsync(new Chunks($"a\t{text}\nb\tc\n", 50_000)))[0].Fields[1].Should().Be(text);
    }

    private static string Quoted(string value) =>
        value.AsSpan().IndexOfAny("\"\t\n\r") < 0 ? value : $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static async Task<List<(long Line, string? Fault, string[] Fields)>> ReadAsync(TextReader text, int expected = 0)
    {
        using var reader = new SeparatedReader(text) { Expected = expected };
        var records = new List<(long, string?, string[])>();
        while (await reader.ReadAsync(CancellationToken.None))
        {
            records.Add((reader.Line, reader.Fault, [.. Enumerable.Range(0, reader.Count).Select(reader.Text)]));
        }

        return records;
    }

    /// <summary>Gives a few characters at a time, as a slow stream does.</summary>
    private sealed class Chunks(string text, int size) : TextReader
    {
        private int at;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            var count = Math.Min(Math.Min(size, buffer.Length), text.Length - at);
            text.AsSpan(at, count).CopyTo(buffer.Span);
            at += count;
            return ValueTask.FromResult(count);
        }
    }
}
