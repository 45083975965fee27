using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Spotify.Core.Accounts;

/// <summary>An e-mail address: as its owner writes it, and as it is compared.</summary>
public sealed record EmailAddress
{
    /// <summary>The most characters of an address (RFC 5321).</summary>
    public const int MaxLength = 254;

    private const int MaxLocalLength = 64;
    private const int MaxLabelLength = 63;

    private static readonly IdnMapping Names = new();

    private EmailAddress(string text, string normalised) => (Text, Normalised) = (text, normalised);

    /// <summary>As its owner writes it.</summary>
    public string Text { get; }

    /// <summary>As it is compared: small letters, the domain in ASCII. Two addresses that a mail server would tell apart by case alone are one account here.</summary>
    public string Normalised { get; }

    /// <summary>Reads an address of the form that people have: something, an at sign, a domain with a dot. Whether it exists only a letter to it would tell.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EmailAddress? address)
    {
        address = null;
        var trimmed = text?.Trim() ?? "";
        var at = trimmed.LastIndexOf('@');
        if (trimmed.Length > MaxLength || at is < 1 or > MaxLocalLength || !IsLocal(trimmed.AsSpan(0, at)) || DomainOf(trimmed[(at + 1)..]) is not { } domain)
            return false;
        address = new EmailAddress(trimmed, $"{trimmed[..at].ToLowerInvariant()}@{domain}");
        return true;
    }

    private static bool IsLocal(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.')
            return false;
        for (var i = 0; i < local.Length; i++)
        {
            var character = local[i];
            if (char.IsControl(character) || char.IsWhiteSpace(character) || char.IsSurrogate(character) || "@,;:\\\"<>()[]".Contains(character, StringComparison.Ordinal)
                || (character == '.' && local[i - 1] == '.'))
                return false;
        }

        return true;
    }

    private static string? DomainOf(string text)
    {
        try
        {
            // Small letters first: without the system's cultures the encoding folds nothing.
            var domain = Names.GetAscii(text.ToLowerInvariant());
            var labels = domain.Split('.');
            return labels.Length > 1 && domain.Length <= MaxLength && labels.All(IsLabel) ? domain : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(string label) =>
        label is { Length: > 0 and <= MaxLabelLength } && label[0] != '-' && label[^1] != '-' && label.All(character => char.IsAsciiLetterOrDigit(character) || character == '-');
}
