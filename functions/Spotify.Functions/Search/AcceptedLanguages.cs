using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Spotify.Functions.Search;

/// <summary>The languages that a client says its listener understands.</summary>
internal static class AcceptedLanguages
{
    private const int Most = 8;

    /// <summary>ISO 639-1 codes out of <c>Accept-Language</c>; what is refused there (<c>q=0</c>) or cannot be read is left out.</summary>
    public static IReadOnlySet<string> Of(HttpRequest request)
    {
        var languages = new HashSet<string>(StringComparer.Ordinal);
        foreach (var language in request.GetTypedHeaders().AcceptLanguage.Take(Most))
        {
            if (language.Quality is > 0 or null && language.Value is { HasValue: true, Length: >= 2 } value && (value.Length == 2 || value.Value![2] == '-')
                && char.IsAsciiLetter(value.Value![0]) && char.IsAsciiLetter(value.Value[1]))
                languages.Add(string.Create(2, value.Value, static (code, text) => (code[0], code[1]) = (char.ToLowerInvariant(text[0]), char.ToLowerInvariant(text[1]))));
        }

        return languages.Count == 0 ? FrozenSet<string>.Empty : languages;
    }
}
