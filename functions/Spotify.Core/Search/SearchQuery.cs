using System.Text;

namespace Spotify.Core.Search;

/// <summary>A piece of a query's free text.</summary>
/// <param name="Text">The words, single spaces between them; never empty, never with a quote in it.</param>
/// <param name="IsPhrase">Whether it stood in quotes: then its words must stand together, spelt so.</param>
public readonly record struct QueryPiece(string Text, bool IsPhrase);

/// <summary>
/// What a listener asks for: free text and field filters (<c>artist: album: track: genre: year: isrc: upc: tag:new tag:hipster</c>). A filter's text runs to the next
/// filter, or to the end of its quotes. Everything is some query: a filter without a value, or with one that cannot be (<c>year:soon</c>), is text, for titles
/// have colons too.
/// </summary>
public sealed record SearchQuery
{
    private static readonly string[] Fields = ["artist", "album", "track", "genre", "year", "isrc", "upc", "tag"];

    private SearchQuery()
    {
    }

    /// <summary>The free text, in its order.</summary>
    public IReadOnlyList<QueryPiece> Pieces { get; private init; } = [];

    /// <summary>Who must have made it; null for anyone.</summary>
    public string? Artist { get; private init; }

    /// <summary>On which album it must be; null for any.</summary>
    public string? Album { get; private init; }

    /// <summary>What the track must be called; null for anything.</summary>
    public string? Track { get; private init; }

    /// <summary>The genre it must have; null for any.</summary>
    public string? Genre { get; private init; }

    /// <summary>The years in which it must have come out; null for any.</summary>
    public YearRange? Years { get; private init; }

    /// <summary>The recording's code, 12 letters and digits in capitals; null for any.</summary>
    public string? Isrc { get; private init; }

    /// <summary>The release's code, 12 to 14 digits; null for any.</summary>
    public string? Upc { get; private init; }

    /// <summary>Whether it must have come out in the last two weeks.</summary>
    public bool IsNew { get; private init; }

    /// <summary>Whether it must be among the least heard.</summary>
    public bool IsHipster { get; private init; }

    /// <summary>The free text in one.</summary>
    public string Text => string.Join(' ', Pieces.Select(piece => piece.Text));

    /// <summary>Whether any filter is set.</summary>
    public bool HasFilters => Artist is not null || Album is not null || Track is not null || Genre is not null || Years is not null || Isrc is not null
        || Upc is not null || IsNew || IsHipster;

    /// <summary>Whether it asks for nothing.</summary>
    public bool IsEmpty => Pieces.Count == 0 && !HasFilters;

    /// <summary>Reads a query. Whatever the text, there is one.</summary>
    /// <param name="text">As the listener typed it.</param>
    public static SearchQuery Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new Reader(text).Read();
    }

    /// <summary>Whether a query of this kind of item can be answered at all: a filter that the kind knows nothing of excludes it.</summary>
    /// <param name="kind">The kind.</param>
    public bool Concerns(SearchKind kind) => kind switch
    {
        SearchKind.Track => Upc is null && !IsNew && !IsHipster,
        SearchKind.Album => Track is null && Isrc is null && Genre is null,
        SearchKind.Artist => Track is null && Album is null && Isrc is null && Upc is null && !IsNew && !IsHipster,
        _ => !HasFilters,
    };

    /// <inheritdoc/>
    public bool Equals(SearchQuery? other) => other is not null && Pieces.SequenceEqual(other.Pieces) && Artist == other.Artist && Album == other.Album
        && Track == other.Track && Genre == other.Genre && Years == other.Years && Isrc == other.Isrc && Upc == other.Upc && IsNew == other.IsNew
        && IsHipster == other.IsHipster;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Artist, Album, Track, Genre, Years, Isrc, Upc);

    /// <summary>The query as text that <see cref="Parse"/> reads as the same query.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var piece in Pieces)
            Append(text, "", piece.Text, piece.IsPhrase);
        Append(text, "artist:", Artist, isQuoted: true);
        Append(text, "album:", Album, isQuoted: true);
        Append(text, "track:", Track, isQuoted: true);
        Append(text, "genre:", Genre, isQuoted: true);
        Append(text, "year:", Years?.ToString(), isQuoted: false);
        Append(text, "isrc:", Isrc, isQuoted: false);
        Append(text, "upc:", Upc, isQuoted: false);
        Append(text, "tag:", IsNew ? "new" : null, isQuoted: false);
        Append(text, "tag:", IsHipster ? "hipster" : null, isQuoted: false);
        return text.ToString();
    }

    private static void Append(StringBuilder text, string field, string? value, bool isQuoted)
    {
        if (value is null)
            return;
        if (text.Length > 0)
            text.Append(' ');
        text.Append(field);
        if (isQuoted)
            text.Append('"');
        text.Append(value);
        if (isQuoted)
            text.Append('"');
    }

    /// <summary>One pass over a query.</summary>
    private sealed class Reader(string text)
    {
        private readonly List<QueryPiece> _pieces = [];
        private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
        private YearRange? _years;
        private string? _isrc;
        private string? _upc;
        private bool _isNew;
        private bool _isHipster;
        private int _at;

        public SearchQuery Read()
        {
            while (SkipSpaces())
            {
                if (text[_at] == '"')
                    ReadQuoted();
                else if (FieldAt(_at) is not { } field || !TryReadFilter(field))
                    AddWords(ReadWord());
            }

            return new SearchQuery
            {
                Pieces = _pieces,
                Artist = _texts.GetValueOrDefault("artist"),
                Album = _texts.GetValueOrDefault("album"),
                Track = _texts.GetValueOrDefault("track"),
                Genre = _texts.GetValueOrDefault("genre"),
                Years = _years,
                Isrc = _isrc,
                Upc = _upc,
                IsNew = _isNew,
                IsHipster = _isHipster,
            };
        }

        private bool SkipSpaces()
        {
            while (_at < text.Length && char.IsWhiteSpace(text[_at]))
                _at++;
            return _at < text.Length;
        }

        private void ReadQuoted()
        {
            var end = text.IndexOf('"', _at + 1);
            if (end < 0)
            {
                // A quote that is never closed says nothing.
                _at++;
                return;
            }

            if (Tidy(text.AsSpan(_at + 1, end - _at - 1)) is { Length: > 0 } phrase)
                _pieces.Add(new QueryPiece(phrase, IsPhrase: true));
            _at = end + 1;
        }

        /// <summary>A word: up to a space or a quote.</summary>
        private string ReadWord()
        {
            var start = _at;
            while (_at < text.Length && !char.IsWhiteSpace(text[_at]) && text[_at] != '"')
                _at++;
            return text[start.._at];
        }

        private void AddWords(string words)
        {
            if (words.Length == 0)
                return;
            // Left with its colon, the name of a filter would take for its value whatever comes next.
            if (words[^1] == ':' && Fields.Contains(words[..^1], StringComparer.OrdinalIgnoreCase))
                words = words[..^1];
            if (_pieces is [.., { IsPhrase: false } last])
                _pieces[^1] = new QueryPiece(last.Text + " " + words, IsPhrase: false);
            else
                _pieces.Add(new QueryPiece(words, IsPhrase: false));
        }

        private string? FieldAt(int at)
        {
            if (at > 0 && !char.IsWhiteSpace(text[at - 1]) && text[at - 1] != '"')
                return null;
            foreach (var field in Fields)
            {
                if (text.Length > at + field.Length && text[at + field.Length] == ':' && text.AsSpan(at, field.Length).Equals(field, StringComparison.OrdinalIgnoreCase))
                    return field;
            }

            return null;
        }

        private bool TryReadFilter(string field)
        {
            var start = _at;
            _at += field.Length + 1;
            var isTaken = field is "artist" or "album" or "track" or "genre" ? TryReadText(field) : TryReadCode(field);
            if (!isTaken)
                _at = start;
            return isTaken;
        }

        private bool TryReadText(string field)
        {
            SkipSpaces();
            string value;
            if (_at < text.Length && text[_at] == '"' && text.IndexOf('"', _at + 1) is var end and > 0)
            {
                value = Tidy(text.AsSpan(_at + 1, end - _at - 1));
                _at = end + 1;
            }
            else
            {
                var start = _at;
                while (_at < text.Length && text[_at] != '"' && FieldAt(_at) is null)
                    _at++;
                value = Tidy(text.AsSpan(start, _at - start));
            }

            if (value.Length == 0)
                return false;
            _texts[field] = _texts.TryGetValue(field, out var before) ? before + " " + value : value;
            return true;
        }

        private bool TryReadCode(string field)
        {
            SkipSpaces();
            var isQuoted = _at < text.Length && text[_at] == '"';
            if (isQuoted)
                _at++;
            var value = ReadWord();
            if (isQuoted && _at < text.Length && text[_at] == '"')
                _at++;
            switch (field)
            {
                case "year" when YearRange.TryParse(value, out var years):
                    _years = years;
                    return true;
                case "isrc" when CodeOf(value) is { Length: 12 } isrc:
                    _isrc = isrc;
                    return true;
                case "upc" when CodeOf(value) is { Length: >= 12 and <= 14 } upc && upc.All(char.IsAsciiDigit):
                    _upc = upc;
                    return true;
                case "tag" when value.Equals("new", StringComparison.OrdinalIgnoreCase):
                    _isNew = true;
                    return true;
                case "tag" when value.Equals("hipster", StringComparison.OrdinalIgnoreCase):
                    _isHipster = true;
                    return true;
                default:
                    return false;
            }
        }

        /// <summary>Letters and digits in capitals, without the hyphens that codes are written with; null where something else is in it.</summary>
        private static string? CodeOf(string value)
        {
            var code = value.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();
            return code.All(char.IsAsciiLetterOrDigit) ? code : null;
        }

        private static string Tidy(ReadOnlySpan<char> value)
        {
            var tidy = new StringBuilder(value.Length);
            foreach (var c in value)
            {
                if (char.IsWhiteSpace(c))
                {
                    if (tidy.Length > 0 && tidy[^1] != ' ')
                        tidy.Append(' ');
                }
                else
                {
                    tidy.Append(c);
                }
            }

            if (tidy.Length > 0 && tidy[^1] == ' ')
                tidy.Length--;
            return tidy.ToString();
        }
    }
}
