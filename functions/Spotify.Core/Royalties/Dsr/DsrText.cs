using System.Text;

namespace Spotify.Core.Royalties.Dsr;

/// <summary>Records of DDEX flat files: cells with tabs between them, several values of one cell with pipes.</summary>
public static class DsrText
{
    /// <summary>Appends a record and its line end; empty cells at its end are left out.</summary>
    /// <param name="into">Where to write.</param>
    /// <param name="cells">The cells: single values as <see cref="Escape"/> gives them, lists as they are.</param>
    public static void Append(StringBuilder into, params ReadOnlySpan<string?> cells)
    {
        ArgumentNullException.ThrowIfNull(into);
        var count = cells.Length;
        while (count > 0 && string.IsNullOrEmpty(cells[count - 1]))
            count--;
        for (var i = 0; i < count; i++)
        {
            if (i > 0)
                into.Append('\t');
            into.Append(cells[i]);
        }

        into.Append('\n');
    }

    /// <summary>A value as a cell holds it: a backslash before pipes and backslashes; what would end the cell or the line is a space.</summary>
    public static string Escape(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return "";
        var text = new StringBuilder(value.Length);
        foreach (var character in value)
        {
            if (character is '|' or '\\')
                text.Append('\\').Append(character);
            else
                text.Append(char.IsControl(character) || character is '\u2028' or '\u2029' ? ' ' : character);
        }

        return text.ToString().Trim(' ');
    }

    /// <summary>A part of a name of a file, or a name of a service: letters, digits and hyphens, so that neither spaces nor underscores cut it.</summary>
    public static string Plain(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return string.Concat(value.Select(character => char.IsAsciiLetterOrDigit(character) || character == '-' ? character : '-'));
    }
}
