using System.Buffers;

namespace Servepath.Domains.Feeds;

/// <summary>
/// Reads tab-separated records one by one from a stream of any size, in memory bounded by the longest record.
/// Quoting follows RFC 4180, but real feeds are not all clean: a quote inside an unquoted field, or one that opens a field
/// and does not end it, is a character like any other; a quote that is never closed spoils its own line only.
/// Not thread-safe; the fields hold until the next <see cref="ReadAsync"/>.
/// </summary>
internal sealed class SeparatedReader(TextReader source) : IDisposable
{
    /// <summary>The longest record in characters; a longer one is reported and skipped.</summary>
    public const int MostChars = 1 << 20;

    private const char Separator = '\t';
    private static readonly string TooLong = $"the row is longer than {MostChars:N0} characters";
    private readonly List<(int Start, int Length, bool Doubled)> fields = [];
    private char[] buffer = ArrayPool<char>.Shared.Rent(1 << 16);
    private int start;
    private int end;
    private bool ended;
    private long nextLine = 1;

    private enum Outcome
    {
        Record,
        NeedsMore,
        OpenQuote,
    }

    /// <summary>Where the record begins, from 1.</summary>
    public long Line { get; private set; }

    /// <summary>Why the record cannot be used as a whole; null when it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>How many fields the record has; a blank line has one, empty.</summary>
    public int Count => fields.Count;

    /// <summary>How many fields a whole record has, once the header is known: it tells a quoted line break from a quote left open.</summary>
    public int Expected { get; set; }

    /// <summary>Whether there is nothing but white space in the record.</summary>
    public bool IsBlank => Fault is null && fields.Count == 1 && Span(0).IsWhiteSpace();

    /// <summary>The field as text, without the quotes around it and white space at its ends.</summary>
    public string Text(int index)
    {
        if (index < 0 || index >= fields.Count)
        {
            return string.Empty;
        }

        var text = Span(index);
        return fields[index].Doubled ? text.ToString().Replace("\"\"", "\"", StringComparison.Ordinal).Trim() : text.Trim().ToString();
    }

    /// <summary>Reads the next record.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        Fault = null;
        Line = nextLine;
        while (true)
        {
            if (start == end && ended)
            {
                return false;
            }

            var (outcome, next) = start == end ? (Outcome.NeedsMore, start) : Parse();
            if (outcome == Outcome.Record)
            {
                if (next - start > MostChars)
                {
                    fields.Clear();
                    Fault = TooLong;
                }

                Take(next);
                return true;
            }

            if (outcome == Outcome.OpenQuote || ended || end - start > MostChars)
            {
                await SkipLineAsync(outcome == Outcome.OpenQuote || IsQuoteOpen(), cancellationToken);
                return true;
            }

            await FillAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ArrayPool<char>.Shared.Return(buffer);
        buffer = [];
        source.Dispose();
    }

    private ReadOnlySpan<char> Span(int index) => buffer.AsSpan(fields[index].Start, fields[index].Length);

    private (Outcome Outcome, int Next) Parse()
    {
        fields.Clear();
        var at = start;
        while (true)
        {
            if (at < end && buffer[at] == '"')
            {
                var (quoted, length, doubled) = ParseQuoted(at + 1);
                if (quoted is Outcome.NeedsMore or Outcome.OpenQuote)
                {
                    return (quoted.Value, at);
                }

                if (quoted == Outcome.Record)
                {
                    fields.Add((at + 1, length, doubled));
                    at += length + 2;
                    if (IsEndOfRecord(at, out var after))
                    {
                        return (Outcome.Record, after);
                    }

                    at++;
                    continue;
                }
            }

            var stop = buffer.AsSpan(at, end - at).IndexOfAny(Separator, '\n');
            if (stop < 0 && !ended)
            {
                return (Outcome.NeedsMore, at);
            }

            var close = stop < 0 ? end : at + stop;
            var isLast = close == end || buffer[close] == '\n';
            var width = isLast && close > at && buffer[close - 1] == '\r' ? close - at - 1 : close - at;
            fields.Add((at, width, false));
            if (isLast)
            {
                return (Outcome.Record, Math.Min(close + 1, end));
            }

            at = close + 1;
        }
    }

    /// <summary>Finds the end of a quoted field; no outcome means that the field is not quoted after all.</summary>
    private (Outcome? Outcome, int Length, bool Doubled) ParseQuoted(int from)
    {
        var doubled = false;
        var at = from;
        while (true)
        {
            var quote = buffer.AsSpan(at, end - at).IndexOf('"');
            if (quote < 0 || (at + quote + 1 == end && !ended))
            {
                return (ended || HoldsWholeRecord(from, end) ? Outcome.OpenQuote : Outcome.NeedsMore, 0, false);
            }

            at += quote + 1;
            if (at < end && buffer[at] == '"')
            {
                doubled = true;
                at++;
                continue;
            }

            if (at + 1 == end && buffer[at] == '\r' && !ended)
            {
                return (Outcome.NeedsMore, 0, false);
            }

            if (at < end && buffer[at] is not (Separator or '\n') && !IsCarriageReturn(at))
            {
                return (HoldsWholeRecord(from, at) ? Outcome.OpenQuote : null, 0, false);
            }

            return HoldsWholeRecord(from, at - 1) ? (Outcome.OpenQuote, 0, false) : (Outcome.Record, at - 1 - from, doubled);
        }
    }

    /// <summary>Whether a whole line inside of what looks quoted has all the separators of a record: then the quote was left open, and those are rows.</summary>
    private bool HoldsWholeRecord(int from, int until)
    {
        if (Expected < 2)
        {
            return false;
        }

        var text = buffer.AsSpan(from, until - from);
        var line = text.IndexOf('\n');
        while (line >= 0)
        {
            text = text[(line + 1)..];
            line = text.IndexOf('\n');
            if ((line < 0 ? text : text[..line]).Count(Separator) >= Expected - 1)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsCarriageReturn(int at) => at < end && buffer[at] == '\r' && (at + 1 == end || buffer[at + 1] == '\n');

    private bool IsEndOfRecord(int at, out int after)
    {
        var stop = IsCarriageReturn(at) ? at + 1 : at;
        after = Math.Min(stop + 1, end);
        return stop >= end || buffer[stop] == '\n';
    }

    private bool IsQuoteOpen() => ended || buffer.AsSpan(start, end - start).Contains('\n');

    private void Take(int next)
    {
        nextLine += buffer.AsSpan(start, next - start).Count('\n');
        start = next;
    }

    private async ValueTask SkipLineAsync(bool quoteIsOpen, CancellationToken cancellationToken)
    {
        fields.Clear();
        Fault = quoteIsOpen
            ? "a quote opens a field and is not closed; write \"\" for a quote inside a quoted field"
            : TooLong;
        while (true)
        {
            var stop = buffer.AsSpan(start, end - start).IndexOf('\n');
            if (stop >= 0)
            {
                Take(start + stop + 1);
                return;
            }

            start = end;
            if (ended)
            {
                return;
            }

            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            var larger = ArrayPool<char>.Shared.Rent(buffer.Length * 2);
            buffer.AsSpan(0, end).CopyTo(larger);
            ArrayPool<char>.Shared.Return(buffer);
            buffer = larger;
        }

        var read = await source.ReadAsync(buffer.AsMemory(end), cancellationToken);
        ended = read == 0;
        end += read;
    }
}
