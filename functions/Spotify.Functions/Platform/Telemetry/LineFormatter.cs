using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Spotify.Functions.Platform.Telemetry;

/// <summary>One line for each entry, for a person and a program alike: time, level, category, message, then <c>key=value</c> pairs and the trace id.</summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "line";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        textWriter.Write(LevelOf(logEntry.LogLevel));
        textWriter.Write(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1));
        textWriter.Write(": ");
        WriteOnOneLine(textWriter, logEntry.Formatter(logEntry.State, logEntry.Exception));
        if (logEntry.State is IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            foreach (var (key, value) in values)
            {
                if (key != "{OriginalFormat}")
                    WritePair(textWriter, key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            }
        }

        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            WritePair(textWriter, "trace", activity.TraceId.ToHexString());
        if (logEntry.Exception is { } exception)
            WritePair(textWriter, "exception", exception.ToString());
        textWriter.WriteLine();
    }

    private static string LevelOf(LogLevel level) => level switch
    {
        LogLevel.Trace => " trce ",
        LogLevel.Debug => " dbug ",
        LogLevel.Information => " info ",
        LogLevel.Warning => " warn ",
        LogLevel.Error => " fail ",
        _ => " crit ",
    };

    private static void WritePair(TextWriter writer, string key, string value)
    {
        writer.Write(' ');
        writer.Write(key);
        writer.Write('=');
        if (value.AsSpan().IndexOfAny(" \"=\r\n") < 0)
        {
            writer.Write(value);
            return;
        }

        writer.Write('"');
        WriteOnOneLine(writer, value.Replace("\"", "\\\"", StringComparison.Ordinal));
        writer.Write('"');
    }

    // A line break in a value would let a caller write log entries of his own.
    private static void WriteOnOneLine(TextWriter writer, string text)
    {
        foreach (var character in text)
        {
            if (character == '\n')
                writer.Write("\\n");
            else if (!char.IsControl(character))
                writer.Write(character);
        }
    }
}
