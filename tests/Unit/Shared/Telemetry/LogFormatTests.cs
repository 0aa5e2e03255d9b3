using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Time.Testing;
using Servepath.Telemetry;

namespace Servepath.Tests.Unit.Shared.Telemetry;

public sealed class LogFormatTests
{
    private static readonly FakeTimeProvider Time = new(new DateTimeOffset(2026, 11, 24, 20, 49, 55, 287, TimeSpan.Zero));

    [Fact]
    public void A_line_says_when_how_bad_where_and_what()
    {
        Line("Servepath.Serving.Caching", "cache is away").Should().Be("2026-11-24T20:49:55.287Z warn Serving.Caching - cache is away\n");
        Line("Microsoft.AspNetCore.Hosting.Diagnostics", "x").Should().Contain(" Hosting.Diagnostics ");
        Line("Program", "x").Should().Contain(" Program ");
    }

    [Fact]
    public void A_line_carries_the_trace_id_of_its_request()
    {
        using var activity = new Activity("request").SetIdFormat(ActivityIdFormat.W3C).Start();
        Line("Servepath.Gateway", "x").Should().Contain($" {activity.TraceId.ToHexString()} ");
        Json("Servepath.Gateway", "x").GetProperty("trace_id").GetString().Should().Be(activity.TraceId.ToHexString());
    }

    [Fact]
    public void Line_ends_and_control_characters_cannot_forge_a_line()
    {
        var line = Line("Servepath.Gateway", "bad key 'a\nb\r\n2026-11-24 fatal\u001b[2J\u2028c'", new InvalidOperationException("one\ntwo"));
        line.Count(character => character == '\n').Should().Be(1);
        line.Should().NotContain("\u001b").And.NotContain("\u2028").And.Contain("a | b | 2026").And.Contain("InvalidOperationException: one | two");
        JsonText("Servepath.Gateway", "a\nb", new InvalidOperationException("one\ntwo")).Count(character => character == '\n').Should().Be(1);
    }

    [Fact]
    public void Json_keeps_the_values_of_the_message_apart()
    {
        using var capture = new StringWriter();
        var state = new List<KeyValuePair<string, object?>>
        {
            new("Key", "가방"), new("LagMs", 12L), new("Nothing", null), new("{OriginalFormat}", "row {Key} {LagMs}"),
        };
        new JsonFormatter(Time).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "Servepath.Serving.Changes", default, state, null, (_, _) => "row"),
            null,
            capture);
        using var json = JsonDocument.Parse(capture.ToString());
        var root = json.RootElement;
        root.GetProperty("level").GetString().Should().Be("information");
        root.GetProperty("category").GetString().Should().Be("Servepath.Serving.Changes");
        root.GetProperty("fields").GetProperty("key").GetString().Should().Be("가방");
        root.GetProperty("fields").GetProperty("lag_ms").GetInt64().Should().Be(12);
        root.GetProperty("fields").GetProperty("nothing").ValueKind.Should().Be(JsonValueKind.Null);
        root.GetProperty("fields").TryGetProperty("{OriginalFormat}", out _).Should().BeFalse();
        root.TryGetProperty("exception", out _).Should().BeFalse();
    }

    private static string Line(string category, string message, Exception? exception = null) =>
        Format(new LineFormatter(Time), category, message, exception);

    private static string JsonText(string category, string message, Exception? exception = null) =>
        Format(new JsonFormatter(Time), category, message, exception);

    private static JsonElement Json(string category, string message)
    {
        using var json = JsonDocument.Parse(JsonText(category, message));
        return json.RootElement.Clone();
    }

    private static string Format(ConsoleFormatter formatter, string category, string message, Exception? exception)
    {
        using var capture = new StringWriter();
        formatter.Write(new LogEntry<string>(LogLevel.Warning, category, default, message, exception, (state, _) => state), null, capture);
        return capture.ToString();
    }
}
