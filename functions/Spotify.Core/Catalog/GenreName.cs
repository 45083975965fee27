using System.Text;

namespace Spotify.Core.Catalog;

/// <summary>Genres are free text of labels; this is how they become names that can stand in an address.</summary>
public static class GenreName
{
    private const int MaxLength = 60;

    /// <summary>A genre as addresses name it: lower case, words joined by hyphens, such as <c>hip-hop-rap</c> for <c>Hip-Hop / Rap</c>.</summary>
    /// <param name="genre">As the label wrote it.</param>
    /// <returns>At most 60 characters; empty where the text has neither letters nor digits.</returns>
    public static string SlugOf(string genre)
    {
        ArgumentNullException.ThrowIfNull(genre);
        var slug = new StringBuilder(Math.Min(genre.Length, MaxLength));
        foreach (var rune in genre.EnumerateRunes())
        {
            // Normalisation needs the globalisation data that the application does without; full-width letters are all of it that genres are written in.
            var plain = rune.Value is >= 0xFF01 and <= 0xFF5E ? new Rune(rune.Value - 0xFEE0) : rune;
            if (Rune.IsLetterOrDigit(plain))
                slug.Append(Rune.ToLowerInvariant(plain).ToString());
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
            if (slug.Length >= MaxLength)
                break;
        }

        return slug.ToString().TrimEnd('-');
    }

    /// <summary>Whether a text could be a genre's name in an address.</summary>
    /// <param name="text">The text.</param>
    public static bool IsSlug(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is > 0 and <= MaxLength + 1 && SlugOf(text) == text;
    }
}
