using System.Text;

namespace Spotify.TestSupport.Royalties;

/// <summary>Reads a flat file of DDEX back: records of cells, each cut at its pipes.</summary>
public sealed class DsrFile
{
    /// <summary>Reads a file.</summary>
    public DsrFile(string text)
    {
        if (!text.EndsWith('\n'))
            throw new InvalidDataException("The last line does not end.");
        Records = [.. text[..^1].Split('\n').Select(line => line.Split('\t').Select(CellOf).ToArray())];
    }

    /// <summary>The records; a cell has any number of values.</summary>
    public IReadOnlyList<string[][]> Records { get; }

    /// <summary>The records of a type.</summary>
    public IEnumerable<string[][]> Of(string type) => Records.Where(record => record[0] is [var name] && name == type);

    /// <summary>A cell of one value, counted from 1 as the standard does; empty where there is none.</summary>
    public static string Cell(string[][] record, int number) => number <= record.Length && record[number - 1] is [var value, ..] ? value : "";

    private static string[] CellOf(string cell)
    {
        if (cell.Length == 0)
            return [];
        var (values, value) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < cell.Length; i++)
        {
            if (cell[i] == '\\')
            {
                value.Append(cell[++i]);
            }
            else if (cell[i] == '|')
            {
                values.Add(value.ToString());
                value.Clear();
            }
            else
            {
                value.Append(cell[i]);
            }
        }

        values.Add(value.ToString());
        return [.. values];
    }
}
