using System.Text;
using Spotify.Core.Search;

namespace Spotify.Core.Recommendations.Content;

/// <summary>Cuts a description into terms, each marked with where it comes from: the word "rock" of a title is another term than the genre rock.</summary>
internal static class ContentTerms
{
    // What a term weighs by where it comes from: a genre or tag says more than a word of a title.
    private const double Title = 0.3;
    private const double Artist = 1;
    private const double Genre = 1;
    private const double Tag = 1;
    private const double Playlist = 0.7;
    private const double PlaylistName = 0.4;

    /// <summary>The terms of a description with their weights, 1 + ln(how often) times that of their place; each term once, in order.</summary>
    public static IEnumerable<KeyValuePair<string, double>> Of(ContentItem item)
    {
        var terms = new SortedDictionary<string, (double Count, double Weight)>(StringComparer.Ordinal);
        foreach (var word in Words(item.Title))
            Add("t:" + word, 1, Title);
        foreach (var artist in item.Artists)
            Add("a:" + artist, 1, Artist);
        foreach (var genre in item.Genres)
            Add("g:" + string.Join(' ', Words(genre)), 1, Genre);
        foreach (var tag in item.Tags.Where(tag => tag.Count > 0))
            Add("g:" + string.Join(' ', Words(tag.Name)), tag.Count, Tag);
        foreach (var playlist in item.Playlists)
        {
            Add("p:" + playlist.Id, 1, Playlist);
            foreach (var word in Words(playlist.Name))
                Add("n:" + word, 1, PlaylistName);
        }

        return terms.Where(term => term.Key.Length > 2).Select(term => KeyValuePair.Create(term.Key, term.Value.Weight * (1 + Math.Log(term.Value.Count))));

        void Add(string term, double count, double weight)
        {
            var known = terms.GetValueOrDefault(term);
            terms[term] = (known.Count + count, Math.Max(known.Weight, weight));
        }
    }

    // Runs of letters and digits, folded as search folds them; where a script has no spaces, pairs of neighbours.
    private static IEnumerable<string> Words(string text)
    {
        var (word, before) = (new StringBuilder(), "");
        foreach (var rune in TextFolding.Fold(text).EnumerateRunes())
        {
            var isUnspaced = TextFolding.IsUnspaced(rune.Value);
            if (isUnspaced && before.Length > 0)
                yield return before + rune;
            before = isUnspaced ? rune.ToString() : "";
            if (!isUnspaced && TextFolding.IsWordRune(rune))
            {
                word.Append(rune.ToString());
            }
            else if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
            yield return word.ToString();
    }
}
