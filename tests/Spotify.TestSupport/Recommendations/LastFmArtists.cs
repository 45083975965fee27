using System.Globalization;
using System.Text;
using Spotify.Core.Recommendations.Collaborative;
using Spotify.Core.Recommendations.Content;
using Spotify.Core.Recommendations.Vectors;

namespace Spotify.TestSupport.Recommendations;

/// <summary>Last.fm artists as nobody has heard them yet: a tenth of them loses all plays and is to be found by names and tags alone.</summary>
/// <param name="Warm">All plays of the other artists, training and test.</param>
/// <param name="Cold">All plays of the hidden artists.</param>
/// <param name="IsHidden">Which are hidden, by row.</param>
/// <param name="Items">Names and tags of all artists.</param>
public sealed record LastFmArtists(Interactions Warm, Interactions Cold, IReadOnlyList<bool> IsHidden, IReadOnlyList<ContentItem> Items)
{
    /// <summary>Hides a tenth of the artists that somebody plays.</summary>
    /// <param name="seed">Which.</param>
    public static LastFmArtists Hide(ulong seed)
    {
        var data = RankingData.LastFm();
        var pairs = data.Train.Pairs().Concat(data.Test.Pairs()).ToList();
        var played = pairs.Select(pair => pair.Column).Distinct().Order().ToArray();
        new SeededRandom(seed).Shuffle(played.AsSpan());
        var hidden = new bool[data.Train.Columns];
        foreach (var artist in played.Take(played.Length / 10))
            hidden[artist] = true;
        return new LastFmArtists(
            Interactions.Of(data.Train.Rows, data.Train.Columns, pairs.Where(pair => !hidden[pair.Column])),
            Interactions.Of(data.Train.Rows, data.Train.Columns, pairs.Where(pair => hidden[pair.Column])),
            hidden,
            Describe(data.Train.Columns));
    }

    private static IReadOnlyList<ContentItem> Describe(int count)
    {
        var names = Rows("artists.dat").ToDictionary(parts => Number(parts[0]), parts => parts[1]);
        var tags = Rows("tags.dat").ToDictionary(parts => Number(parts[0]), parts => parts[1]);
        var given = Rows("user_taggedartists.dat").GroupBy(parts => Number(parts[1])).ToDictionary(
            artist => artist.Key,
            artist => artist.GroupBy(parts => Number(parts[2])).Select(tag => new ContentTag(tags[tag.Key], tag.Count())).ToArray());
        return [.. Enumerable.Range(0, count).Select(row => new ContentItem { Title = names.GetValueOrDefault(row, ""), Tags = given.GetValueOrDefault(row, []) })];
    }

    private static IEnumerable<string[]> Rows(string file) =>
        File.ReadLines(TestData.Path($"{RankingData.LastFmFolder}/{file}"), Encoding.UTF8).Skip(1).Select(line => line.Split('\t'));

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
