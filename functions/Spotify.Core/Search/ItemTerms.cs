using System.Globalization;
using System.Text;
using Spotify.Core.Telemetry;

namespace Spotify.Core.Search;

/// <summary>
/// The words of an item as an index keeps them. Each text is the words with single spaces between them, then, after a bar, other words by which it is found as well:
/// joined ones, and single characters of scripts without spaces.
/// </summary>
/// <param name="Name">Of its name.</param>
/// <param name="Artist">Of the names of those who made it.</param>
/// <param name="Album">Of the name of its album or show.</param>
/// <param name="Genre">Of its genres.</param>
public sealed record ItemTerms(string Name, string Artist, string Album, string Genre)
{
    /// <summary>What stands between the words and those by which a text is found as well.</summary>
    public const char Bar = '|';

    private const int MaxArtistsInNames = 3;

    /// <summary>The words of a document.</summary>
    public static ItemTerms Of(SearchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return new ItemTerms(
            TermsOf([document.Name]), TermsOf(document.Artists), TermsOf(document.Album is null ? [] : [document.Album]), TermsOf(document.Genres));
    }

    /// <summary>
    /// The whole texts by which a document is found exactly: its name, its name without what is added to it, and each of these with an artist before or behind it.
    /// Its codes are among them.
    /// </summary>
    /// <returns>Hashes of the texts, each once; two texts of one hash are told apart when the item is looked at.</returns>
    public static IReadOnlySet<long> ExactNamesOf(SearchDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var names = new HashSet<long>();
        var name = SearchText.Of(document.Name).Compact;
        var shorter = SearchText.Of(SearchText.BaseOf(document.Name)).Compact;
        foreach (var one in (ReadOnlySpan<string>)[name, shorter])
        {
            if (one.Length == 0)
                continue;
            names.Add(HashOf(one));
            foreach (var artist in document.Artists.Take(MaxArtistsInNames).Select(artist => SearchText.Of(artist).Compact))
            {
                names.Add(HashOf(one + artist));
                names.Add(HashOf(artist + one));
            }
        }

        if (document.Isrc is { } isrc)
            names.Add(HashOfCode("isrc", isrc));
        if (document.Upc is { } upc)
            names.Add(HashOfCode("upc", upc));
        return names;
    }

    /// <summary>The hash of a whole text.</summary>
    /// <param name="compact">As <see cref="SearchText.Compact"/> has it.</param>
    public static long HashOf(string compact)
    {
        ArgumentNullException.ThrowIfNull(compact);
        Span<byte> bytes = compact.Length <= 256 ? stackalloc byte[3 * 256] : new byte[3 * compact.Length];
        return (long)StableHash.Of(bytes[..Encoding.UTF8.GetBytes(compact, bytes)]);
    }

    /// <summary>The hash of a code.</summary>
    /// <param name="kind"><c>isrc</c> or <c>upc</c>.</param>
    /// <param name="code">In capitals, without hyphens.</param>
    public static long HashOfCode(string kind, string code) => HashOf(string.Create(CultureInfo.InvariantCulture, $"{kind}:{code}"));

    /// <summary>Every word in a text, once for each time.</summary>
    public static IEnumerable<string> WordsOf(string terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return terms.Split([' ', Bar], StringSplitOptions.RemoveEmptyEntries);
    }

    private static string TermsOf(IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return "";
        var (words, more) = (new StringBuilder(), new StringBuilder());
        foreach (var text in texts.Select(SearchText.Of))
        {
            foreach (var word in text.Words)
                words.Append(words.Length == 0 ? "" : " ").Append(word);
            foreach (var word in text.Joined.Select(joined => joined.Word).Concat(text.Units).Distinct(StringComparer.Ordinal))
                more.Append(more.Length == 0 ? "" : " ").Append(word);
        }

        return more.Length == 0 ? words.ToString() : words.Append(Bar).Append(more).ToString();
    }
}
