using System.Globalization;
using System.Text;

namespace Spotify.TestSupport.Search;

/// <summary>How often a class of queries was answered.</summary>
/// <param name="Class">The class.</param>
/// <param name="Queries">How many queries.</param>
/// <param name="First">The share whose first answer is right.</param>
/// <param name="Five">The share with a right one among the first five.</param>
/// <param name="ReciprocalRank">The mean of one over the place of the first right one, among the first ten.</param>
public sealed record ClassQuality(string Class, int Queries, double First, double Five, double ReciprocalRank);

/// <summary>Measures how well an index answers.</summary>
public static class SearchQuality
{
    /// <summary>How many answers are looked at.</summary>
    public const int Depth = 10;

    /// <summary>Asks every query.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="ask">Gives the identities of the first <see cref="Depth"/> answers.</param>
    public static async Task<IReadOnlyList<ClassQuality>> MeasureAsync(IReadOnlyList<KnownQuery> queries, Func<KnownQuery, Task<IReadOnlyList<string>>> ask)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(ask);
        var places = new List<(string Class, int Place)>(queries.Count);
        foreach (var query in queries)
        {
            var answers = await ask(query);
            places.Add((query.Class, Enumerable.Range(0, answers.Count).FirstOrDefault(place => answers[place] == query.Answer, -1)));
        }

        return
        [
            .. places.GroupBy(one => one.Class).Select(group => new ClassQuality(
                group.Key,
                group.Count(),
                group.Average(one => one.Place == 0 ? 1.0 : 0),
                group.Average(one => one.Place is >= 0 and < 5 ? 1.0 : 0),
                group.Average(one => one.Place >= 0 ? 1.0 / (one.Place + 1) : 0))),
        ];
    }

    /// <summary>The figures as a table.</summary>
    public static string ToTable(IEnumerable<ClassQuality> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var table = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{"class",-20}{"queries",9}{"success@1",11}{"success@5",11}{"MRR",8}");
        foreach (var one in classes)
            table.AppendLine(CultureInfo.InvariantCulture, $"{one.Class,-20}{one.Queries,9}{one.First,11:0.000}{one.Five,11:0.000}{one.ReciprocalRank,8:0.000}");
        return table.ToString();
    }
}
