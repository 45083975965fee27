using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Spotify.Core.Accounts;

/// <summary>What an account's fields must be. Each rule gives the sentence for whoever fills in the form, or null where all is well.</summary>
public static class AccountRules
{
    /// <summary>The least age in years.</summary>
    public const int LeastAge = 13;

    /// <summary>The least characters of a password.</summary>
    public const int MinPassword = 8;

    /// <summary>The most characters of a password: hashing a book is a way to keep a processor busy.</summary>
    public const int MaxPassword = 128;

    /// <summary>The most characters of a display name.</summary>
    public const int MaxName = 60;

    private const int OldestYear = 1900;

    /// <summary>A password: long enough, and not the address it comes with.</summary>
    public static string? FindPasswordFault(string? password, string? email)
    {
        if (password is null || password.Length < MinPassword)
            return "The password must have at least 8 characters.";
        if (password.Length > MaxPassword)
            return "The password must have at most 128 characters.";
        return string.Equals(password, email?.Trim(), StringComparison.OrdinalIgnoreCase) || password.All(character => character == password[0])
            ? "The password is too easy to guess: take another." : null;
    }

    /// <summary>A display name, without the spaces around it.</summary>
    public static string? FindNameFault(string? name, out string trimmed)
    {
        trimmed = name?.Trim() ?? "";
        if (trimmed.Length is 0 or > MaxName)
            return "The name must have 1 to 60 characters.";
        for (var i = 0; i < trimmed.Length; i++)
        {
            // Formatting characters turn round the text that follows (the two joiners, which scripts and emoji need, do not); a lone surrogate is no text at all.
            var category = char.GetUnicodeCategory(trimmed, i);
            if (category is UnicodeCategory.Control or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (category == UnicodeCategory.Format && trimmed[i] is not ('\u200C' or '\u200D')))
                return "The name has characters in it that a name cannot have.";
            if (char.IsHighSurrogate(trimmed[i]))
                i++;
        }

        return null;
    }

    /// <summary>A date of birth, as <c>yyyy-MM-dd</c>.</summary>
    public static string? FindBirthFault(string? text, DateOnly today, out DateOnly birthdate)
    {
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out birthdate) || birthdate.Year < OldestYear || birthdate > today)
            return "The date of birth must be a date such as 1990-05-23.";
        return birthdate.AddYears(LeastAge) > today ? "You must be at least 13 years old." : null;
    }

    /// <summary>A country, ISO 3166-1 alpha-2.</summary>
    public static string? FindCountryFault([NotNullWhen(false)] string? country) =>
        country is not null && Countries.NameOf(country) is not null ? null : "The country must be one of the list.";
}
