using System.Globalization;
using System.Text;

namespace Spotify.Core.Royalties.Statements;

/// <summary>
/// Writes rows of comma-separated values (RFC 4180) that a spreadsheet may open: a cell that it would take for a formula (OWASP, CSV injection) begins with an apostrophe,
/// unless it is a number.
/// </summary>
public static class CsvText
{
    /// <summary>Appends a row and its line end.</summary>
    /// <param name="into">Where to write.</param>
    /// <param name="cells">The cells; null is an empty one.</param>
    public static void Append(StringBuilder into, params ReadOnlySpan<string?> cells)
    {
        ArgumentNullException.ThrowIfNull(into);
        for (var i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                into.Append(',');
            AppendCell(into, cells[i] ?? "");
        }

        into.Append("\r\n");
    }

    private static void AppendCell(StringBuilder into, string cell)
    {
        var isFormula = cell.Length > 0 && (cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '\'' or '＝' or '＋' or '－' or '＠') && !IsNumber(cell);
        if (cell.AsSpan().IndexOfAny(",\"\r\n") < 0 && !isFormula)
        {
            into.Append(cell);
            return;
        }

        into.Append('"').Append(isFormula ? "'" : "").Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    // A minus, digits and a point with digits behind it: what this application writes for amounts, which no spreadsheet computes with anything else.
    private static bool IsNumber(string cell)
    {
        var digits = cell.AsSpan(cell[0] == '-' ? 1 : 0);
        var point = digits.IndexOf('.');
        return point < 0 ? IsDigits(digits) : IsDigits(digits[..point]) && IsDigits(digits[(point + 1)..]);
    }

    private static bool IsDigits(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>A whole number as a cell.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
