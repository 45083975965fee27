using System.Text;
using System.Text.RegularExpressions;

namespace Spotify.Functions.Ingestion.Operators;

/// <summary>What may be kept of an exception's message: no signature, key or token, no control characters, not too much.</summary>
internal static partial class FailureText
{
    public const int MaxLength = 500;

    /// <summary>Cleans a message.</summary>
    public static string Clean(string message)
    {
        // Before anything is looked for: a message may be as long as its maker likes.
        var text = message.Length > 8 * MaxLength ? message[..(8 * MaxLength)] : message;
        text = Query().Replace(text, "?...");
        text = Secret().Replace(text, "$1...");
        text = Bearer().Replace(text, "$1 ...");
        var line = new StringBuilder(text.Length);
        foreach (var c in text)
            line.Append(char.IsControl(c) ? ' ' : c);
        return line.Length > MaxLength ? line.ToString(0, MaxLength) + "..." : line.ToString();
    }

    // Of an address all that is behind the question mark: signatures are there.
    [GeneratedRegex("""\?[\w.~%-]+=[^\s"'<>)]*""")]
    private static partial Regex Query();

    [GeneratedRegex("""((?:AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd|client_secret|sig|token|secret|x-api-key)["']?\s*[=:]\s*["']?)[^\s;"'&,]+""", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();

    [GeneratedRegex(@"\b(Bearer|Basic|SharedKey)\s+[A-Za-z0-9._~+/:=-]+", RegexOptions.IgnoreCase)]
    private static partial Regex Bearer();
}
