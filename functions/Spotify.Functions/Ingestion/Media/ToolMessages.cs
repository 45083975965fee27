using System.Text;
using System.Text.RegularExpressions;

namespace Spotify.Functions.Ingestion.Media;

/// <summary>What a program says on standard error: its first 16 KB and its last 48 KB, since the cause comes first and the sums come last.</summary>
internal sealed partial class ToolMessages
{
    private const int Head = 16 * 1024;
    private const int Tail = 48 * 1024;

    private readonly StringBuilder _head = new();
    private readonly StringBuilder _tail = new();

    /// <summary>Takes more text in.</summary>
    public void Append(ReadOnlyMemory<char> text)
    {
        var toHead = Math.Min(text.Length, Head - _head.Length);
        _head.Append(text[..toHead]);
        _tail.Append(text[toHead..]);
        if (_tail.Length > 2 * Tail)
            _tail.Remove(0, _tail.Length - Tail);
    }

    /// <inheritdoc/>
    public override string ToString() => _head.ToString() + _tail;

    /// <summary>The first line that ffmpeg marks as an error (run with <c>-loglevel level+...</c>), or else the first line at all; at most 200 characters.</summary>
    public static string FirstError(string messages)
    {
        var lines = messages.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var line = lines.FirstOrDefault(IsError) ?? lines.FirstOrDefault() ?? "no reason was given";
        line = Component().Replace(line, "").Trim();
        return line.Length <= 200 ? line : line[..200];
    }

    /// <summary>Whether any line is marked as an error.</summary>
    public static bool HasError(string messages) => messages.Split('\n').Any(IsError);

    private static bool IsError(string line) =>
        line.Contains("[error]", StringComparison.Ordinal) || line.Contains("[fatal]", StringComparison.Ordinal) || line.Contains("[panic]", StringComparison.Ordinal);

    [GeneratedRegex(@"\[[^\]]* @ 0x[0-9a-f]+\]|\[(error|fatal|panic|warning|info)\]")]
    private static partial Regex Component();
}
