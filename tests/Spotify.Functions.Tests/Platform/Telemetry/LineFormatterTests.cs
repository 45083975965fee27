using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Platform.Telemetry;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Telemetry;

public class LineFormatterTests
{
    [Fact]
    public void An_entry_is_one_line_of_message_and_values() =>
        Write("Track {Track} of {Label} published", "4uLU", "blue note").ShouldBe(
            "2026-11-20T12:00:00.000Z info Catalogue: Track 4uLU of blue note published Track=4uLU Label=\"blue note\"" + Environment.NewLine);

    [Fact]
    public void A_value_cannot_begin_a_line_of_its_own()
    {
        var line = Write("Searched {Text}", "x\r\n2026-11-20T12:00:00.000Z crit Forged: \"all is lost\"");

        line.TrimEnd().ShouldNotContain('\n');
        line.ShouldContain("Text=\"x\\n2026");
        line.ShouldContain("\\\"all is lost\\\"");
    }

    [Fact]
    public void An_exception_stays_on_the_line_and_the_trace_is_named()
    {
        using var activity = new Activity("test").Start();
        var line = Write(new InvalidOperationException("broken"), "Failed");

        line.ShouldContain($"trace={activity.TraceId.ToHexString()}");
        line.ShouldContain("exception=\"System.InvalidOperationException: broken");
        line.TrimEnd().ShouldNotContain('\n');
    }

    private static string Write(string template, params object[] values) => Write(null, template, values);

    private static string Write(Exception? exception, string template, params object[] values)
    {
        using var text = new StringWriter();
        var capture = new Capture();
        capture.Log(LogLevel.Information, default, exception, template, values);
        new LineFormatter(new ManualTime()).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "Spotify.Functions.Catalogue", default, capture.State!, exception, (_, _) => capture.Text!), null, text);
        return text.ToString();
    }

    private sealed class Capture : ILogger
    {
        public IReadOnlyList<KeyValuePair<string, object?>>? State { get; private set; }

        public string? Text { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            (State, Text) = (state as IReadOnlyList<KeyValuePair<string, object?>>, formatter(state, exception));
    }
}
