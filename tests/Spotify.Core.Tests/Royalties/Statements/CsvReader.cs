using System.Text;

namespace Spotify.Core.Tests.Royalties.Statements;

/// <summary>Reads comma-separated values as RFC 4180 has them, character by character, knowing nothing of the writer but its apostrophe.</summary>
internal static class CsvReader
{
    public static List<List<string>> Read(string text)
    {
        var (rows, row, cell, i) = (new List<List<string>>(), new List<string>(), new StringBuilder(), 0);
        while (i < text.Length)
        {
            if (text[i] == '"')
            {
                for (i++; text[i] != '"' || (i + 1 < text.Length && text[i + 1] == '"'); i++)
                {
                    if (text[i] == '"')
                        i++;
                    cell.Append(text[i]);
                }

                i++;
            }

            if (i < text.Length && text[i] is not (',' or '\r'))
            {
                cell.Append(text[i++]);
                continue;
            }

            row.Add(cell.ToString());
            cell.Clear();
            if (text[i] == ',')
            {
                i++;
                continue;
            }

            rows.Add(row);
            row = [];
            i += 2;
        }

        return rows;
    }

    /// <summary>A cell as it was before it was made safe.</summary>
    public static string Unguarded(string cell) => cell.StartsWith('\'') ? cell[1..] : cell;
}
