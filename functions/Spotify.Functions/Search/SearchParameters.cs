using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Spotify.Core.Search;
using Spotify.Functions.Platform.Http;
using Spotify.Functions.Platform.Search;

namespace Spotify.Functions.Search;

/// <summary>What a request to the search routes asks for, checked.</summary>
/// <param name="Text">Parameter <c>q</c>.</param>
/// <param name="Kinds">Parameter <c>type</c>, each kind once, in the order of the request.</param>
/// <param name="Page">Parameters <c>limit</c> and <c>offset</c>.</param>
internal sealed record SearchParameters(string Text, IReadOnlyList<SearchKind> Kinds, PageRequest Page)
{
    /// <summary>The longest query.</summary>
    public const int MaxTextLength = 200;

    private const int DefaultLimit = 20;
    private const int MaxLimit = 50;
    private const int DefaultSuggestions = 10;
    private const int MaxSuggestions = 20;

    private static readonly string KindNames = string.Join(", ", SearchKinds.All.Select(kind => kind.NameOf()));

    /// <summary>Everything that can be suggested.</summary>
    private static readonly SearchKind[] Suggested =
        [SearchKind.Artist, SearchKind.Track, SearchKind.Album, SearchKind.Playlist, SearchKind.Show, SearchKind.Episode, SearchKind.Audiobook];

    /// <summary>Reads a search.</summary>
    public static bool TryReadSearch(HttpRequest request, [NotNullWhen(true)] out SearchParameters? read, [NotNullWhen(false)] out IResult? refusal)
    {
        read = null;
        if (!PageRequest.TryRead(request, DefaultLimit, MaxLimit, out var page, out refusal))
            return false;
        if (Fault(request, isTypeNeeded: true, out var text, out var kinds) is { } fault)
            refusal = ApiErrors.InvalidRequest(fault);
        else if (page.Offset + page.Limit > SearchRequest.Depth)
            refusal = ApiErrors.InvalidRequest(string.Create(CultureInfo.InvariantCulture, $"'offset' and 'limit' together must be {SearchRequest.Depth} at the most: ask more precisely."));
        else
            read = new SearchParameters(text, kinds, page);
        return read is not null;
    }

    /// <summary>Reads a request for suggestions.</summary>
    public static bool TryReadSuggest(HttpRequest request, [NotNullWhen(true)] out SearchParameters? read, [NotNullWhen(false)] out IResult? refusal)
    {
        read = null;
        if (!PageRequest.TryRead(request, DefaultSuggestions, MaxSuggestions, out var page, out refusal))
            return false;
        if (Fault(request, isTypeNeeded: false, out var text, out var kinds) is { } fault)
            refusal = ApiErrors.InvalidRequest(fault);
        else
            read = new SearchParameters(text, kinds, page with { Offset = 0 });
        return read is not null;
    }

    private static string? Fault(HttpRequest request, bool isTypeNeeded, out string text, out IReadOnlyList<SearchKind> kinds)
    {
        (text, kinds) = ("", Suggested);
        if (request.Query["q"] is not [{ } q] || string.IsNullOrWhiteSpace(q))
            return "'q' is missing: say what to search for, once.";
        text = q;
        if (text.Length > MaxTextLength)
            return string.Create(CultureInfo.InvariantCulture, $"'q' is {text.Length} characters long; {MaxTextLength} are the most.");
        var type = request.Query["type"];
        if (type.Count == 0 && !isTypeNeeded)
            return null;
        // Several parameters of the name mean the same as one with commas, as clients write lists either way.
        var names = type.SelectMany(one => (one ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
        if (names.Count == 0)
            return $"'type' is missing: give one or more of {KindNames}, with commas between them.";
        var read = new List<SearchKind>(names.Count);
        foreach (var name in names)
        {
            if (!SearchKinds.TryParse(name, out var kind))
                return $"'type' cannot be '{(name.Length > 40 ? name[..40] : name)}': give one or more of {KindNames}, with commas between them.";
            if (!read.Contains(kind))
                read.Add(kind);
        }

        kinds = read;
        return null;
    }
}
