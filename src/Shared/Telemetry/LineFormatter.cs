using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Servepath.Telemetry;

/// <summary>One line for the eye: <c>2026-11-24T20:49:55.287Z warn Serving.Caching 4bf9… message | exception</c>.</summary>
internal sealed class LineFormatter(TimeProvider? time = null) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "servepath-line";

    private readonly TimeProvider clock = time ?? TimeProvider.System;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        textWriter.Write(' ');
        textWriter.Write(NameOf(logEntry.LogLevel));
        textWriter.Write(' ');
        textWriter.Write(Category.Shorten(logEntry.Category));
        textWriter.Write(' ');
        textWriter.Write(Activity.Current?.TraceId.ToHexString() ?? "-");
        textWriter.Write(' ');
        WriteOnOneLine(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.Exception is { } exception)
        {
            textWriter.Write(" | ");
            WriteOnOneLine(textWriter, exception.ToString());
        }

        textWriter.Write('\n');
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };

    // What came from outside must not be able to forge a line, nor to steer a terminal.
    private static void WriteOnOneLine(TextWriter writer, ReadOnlySpan<char> text)
    {
        var first = true;
        foreach (var line in text.EnumerateLines())
        {
            var trimmed = line.Trim();
            if (trimmed.IsEmpty)
            {
                continue;
            }

            writer.Write(first ? "" : " | ");
            first = false;
            foreach (var character in trimmed)
            {
                writer.Write(char.IsControl(character) ? '\uFFFD' : character);
            }
        }
    }
}
