using System.Globalization;
using System.Text;

namespace Spotify.Core.Ingestion;

/// <summary>What a delivered file may be called: a plain file name that means the same on every system and never leaves its batch.</summary>
public static class DeliveryFileName
{
    /// <summary>The manifest; the file that says a batch is complete.</summary>
    public const string Manifest = "release.json";

    /// <summary>Longest name in UTF-16 code units.</summary>
    public const int MaxLength = 200;

    /// <summary>Most parts of a name that leads through folders, the file itself among them.</summary>
    public const int MaxParts = 3;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "CON", "PRN", "AUX", "NUL",
        "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    };

    /// <summary>What is wrong with a name.</summary>
    /// <param name="name">The name.</param>
    /// <returns>A sentence, or null where the name is plain: 1 to 200 characters, no path, no control or unassigned characters, not reserved, not blank at either end.</returns>
    public static string? FindFault(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "the name is empty";
        if (name.Length > MaxLength)
            return $"the name is longer than {MaxLength} characters";
        if (name.IndexOfAny(['/', '\\', ':']) >= 0)
            return "the name holds a path: give the plain file name";
        if (name is "." or ".." || name.Contains("..", StringComparison.Ordinal))
            return "the name holds '..'";
        if (name.IndexOfAny(['<', '>', '"', '|', '?', '*']) >= 0)
            return "the name holds one of < > \" | ? *";
        if (Uri.UnescapeDataString(name) is var plain && plain != name && FindFault(plain) is not null)
            return "the name hides a path or a control character behind percent signs";
        if (!IsWellFormed(name))
            return "the name holds a control character or is not valid Unicode";
        if (name[0] is ' ' or '-' || name[^1] is ' ' or '.')
            return "the name begins with a blank or hyphen, or ends with a blank or dot";
        return Reserved.Contains(name.Split('.')[0].TrimEnd()) ? "the name is reserved on some systems" : null;
    }

    /// <summary>What is wrong with a name that may lead through folders, as a DDEX message names its files: <c>resources/01.flac</c>.</summary>
    /// <param name="name">The name, its parts joined by <c>/</c>.</param>
    /// <returns>A sentence, or null where it has at most <see cref="MaxParts"/> parts and each is plain by itself.</returns>
    public static string? FindRelativeFault(string? name)
    {
        if (string.IsNullOrEmpty(name))
            return "the name is empty";
        var parts = name.Split('/', MaxParts + 1);
        if (parts.Length > MaxParts)
            return $"the name leads through more than {MaxParts - 1} folders";
        foreach (var part in parts)
        {
            if (part.Length == 0)
                return "the name begins or ends with '/', or has two of them in a row";
            if (FindFault(part) is { } fault)
                return fault;
        }

        return null;
    }

    private static bool IsWellFormed(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!Rune.TryGetRuneAt(name, i, out var rune))
                return false;
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse)
                return false;
            i += rune.Utf16SequenceLength - 1;
        }

        return true;
    }
}
