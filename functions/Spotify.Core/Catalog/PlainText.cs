namespace Spotify.Core.Catalog;

/// <summary>What texts of people may hold.</summary>
public static class PlainText
{
    /// <summary>Whether a text is one line: well-formed, without control characters.</summary>
    /// <param name="text">The text.</param>
    public static bool IsLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsWellFormed(text) && !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
    }

    /// <summary>Whether a text is plain: well-formed, without control characters but line breaks and tabs.</summary>
    /// <param name="text">The text.</param>
    public static bool IsText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return IsWellFormed(text) && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t'));
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (!char.IsHighSurrogate(text[i]) || ++i == text.Length || !char.IsLowSurrogate(text[i])))
                return false;
        }

        return true;
    }
}
