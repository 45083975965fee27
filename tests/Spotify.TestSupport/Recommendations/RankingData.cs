using System.Globalization;
using Spotify.Core.Recommendations.Collaborative;

namespace Spotify.TestSupport.Recommendations;

/// <summary>Listeners and items, cut into training and test by those who published figures on them. Reads <see cref="TestData"/>.</summary>
/// <param name="Name">The data set.</param>
/// <param name="Train">What is learned from.</param>
/// <param name="Test">What is to be found.</param>
public sealed record RankingData(string Name, Interactions Train, Interactions Test)
{
    /// <summary>Where Last.fm listeners and artists lie.</summary>
    public const string LastFmFolder = "recommendations/lastfm-2k";

    /// <summary>Where Gowalla check-ins lie.</summary>
    public const string GowallaFolder = "recommendations/gowalla";

    /// <summary>1,871 listeners and their artists; plays are not looked at, as in the published figures.</summary>
    public static RankingData LastFm()
    {
        var (train, test) = (ReadTriples("train.txt"), ReadTriples("test.txt"));
        return Of("lastfm-2k", train, test);

        static List<Interaction> ReadTriples(string file) =>
            [.. File.ReadLines(TestData.Path($"{LastFmFolder}/{file}")).Select(line => line.Split('\t')).Select(parts => new Interaction(Number(parts[0]), Number(parts[1])))];
    }

    /// <summary>29,858 people and 40,981 places.</summary>
    public static RankingData Gowalla()
    {
        var (train, test) = (ReadLists("train.txt"), ReadLists("test.txt"));
        return Of("gowalla", train, test);

        static List<Interaction> ReadLists(string file) =>
        [
            .. File.ReadLines(TestData.Path($"{GowallaFolder}/{file}")).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .SelectMany(parts => parts.Skip(1).Select(part => new Interaction(Number(parts[0]), Number(part)))),
        ];
    }

    private static RankingData Of(string name, List<Interaction> train, List<Interaction> test)
    {
        var (rows, columns) = (train.Concat(test).Max(pair => pair.Row) + 1, train.Concat(test).Max(pair => pair.Column) + 1);
        return new RankingData(name, Interactions.Of(rows, columns, train), Interactions.Of(rows, columns, test));
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
