using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Spotify.Functions.Platform.Telemetry;
using Xunit;

namespace Spotify.Functions.Tests.Platform.Telemetry;

public class LineFormatterTests
{
    private const string Forged = "x\r\n2026-11-20T12:00:00.000Z crit Forged: \"all is lost\"";

    [Fact]
    public void An_entry_is_one_line_of_message_and_values() =>
        Write("Track 4uLU of blue note published", null, ("Track", "4uLU"), ("Label", "blue note")).ShouldBe(
            "2026-11-20T12:00:00.000Z info Catalogue: Track 4uLU of blue note published Track=4uLU Label=\"blue note\"" + Environment.NewLine);

    [Fact]
    public void A_value_cannot_begin_a_line_of_its_own()
    {
        var line = Write($"Searched {Forged}", null, ("Text", Forged));

        line.TrimEnd().ShouldNotContain('\n');
        line.ShouldContain("Text=\"x\\n2026");
        line.ShouldContain("\\\"all is lost\\\"");
    }

    [Fact]
    public void An_exception_stays_on_the_line_and_the_trace_is_named()
    {
        using var activity = new Activity("test").Start();
        var line = Write("Failed", new InvalidOperationException("broken"));

        line.ShouldContain($"trace={activity.TraceId.ToHexString()}");
        line.ShouldContain("exception=\"System.InvalidOperationException: broken");
        line.TrimEnd().ShouldNotContain('\n');
    }

    private static string Write(string message, Exception? exception, params (string Key, string Value)[] values)
    {
        using var text = new StringWriter();
        IReadOnlyList<KeyValuePair<string, object?>> state =
            [.. values.Select(value => new KeyValuePair<string, object?>(value.Key, value.Value)), new("{OriginalFormat}", "template")];
        new LineFormatter(new ManualTime()).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "Spotify.Functions.Catalogue", default, state, exception, (_, _) => message), null, text);
        return text.ToString();
    }
}
