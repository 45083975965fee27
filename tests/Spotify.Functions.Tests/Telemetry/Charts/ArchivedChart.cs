using System.Globalization;
using System.Text;
using Spotify.Core.Catalog;
using Spotify.TestSupport;

namespace Spotify.Functions.Tests.Telemetry.Charts;

/// <summary>A row of the archive: date, rank, movement, title, days, peak, times at it, streams, change, seven days, change, total.</summary>
internal sealed record ArchivedChart(int Rank, int? Moved, string Title, string Track, long Streams, long? SevenDays)
{
    public static readonly IReadOnlyList<string> Markets = ["ID", "KR", "MY", "PH", "SG", "TH", "VN"];

    /// <summary>The end of a stretch in which the archive misses no day and no two tracks of a chart have equal counts, which our order tells apart by the id and theirs does not.</summary>
    public static readonly DateOnly LastWhole = new(2026, 5, 14);

    public static List<ArchivedChart> Read(string market, DateOnly day)
    {
        var file = string.Create(CultureInfo.InvariantCulture, $"charts/{market.ToLowerInvariant()}_dailytop50_{day:yyyy-MM-dd}.csv");
        return [.. File.ReadLines(TestData.Path(file)).Select(Parse)];
    }

    private static ArchivedChart Parse(string line)
    {
        var fields = Cut(line);
        return new ArchivedChart(
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            fields[2] == "=" ? 0 : int.TryParse(fields[2], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var moved) ? moved : null,
            fields[3],
            SpotifyId.Derive("track", fields[3]),
            Number(fields[7])!.Value,
            Number(fields[9]));
    }

    private static long? Number(string text) => long.TryParse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static List<string> Cut(string line)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        var quoted = false;
        foreach (var character in line)
        {
            if (character == '"')
            {
                quoted = !quoted;
            }
            else if (character == ',' && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else
            {
                field.Append(character);
            }
        }

        fields.Add(field.ToString());
        return fields;
    }
}
