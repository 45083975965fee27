using System.Globalization;
using Spotify.Core.Catalog;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Editorial;

/// <summary>A shelf that editors fill: container <c>system</c>, kind <c>editorial-shelves</c>, id its name.</summary>
internal sealed record EditorialShelf
{
    public const string Kind = "editorial-shelves";

    /// <summary>The most tracks of a shelf.</summary>
    public const int MostTracks = 100;

    private const int LongestName = 64;
    private const int LongestTitle = 100;

    public string Type { get; init; } = "editorial-shelf";

    public int V { get; init; } = 1;

    /// <summary>What addresses call it.</summary>
    public string Name { get; init; } = "";

    /// <summary>What listeners read above it.</summary>
    public required string Title { get; init; }

    /// <summary>Ids of its tracks, in their order.</summary>
    public required IReadOnlyList<string> Tracks { get; init; }

    /// <summary>Where it is shown: countries, or <c>*</c> for everywhere.</summary>
    public IReadOnlyList<string> Markets { get; init; } = ["*"];

    /// <summary>From when on it is shown; null for at once.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when, not included; null for until it is removed.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Who wrote it last, and when.</summary>
    public string By { get; init; } = "";

    public DateTimeOffset At { get; init; }

    /// <summary>Whether it is shown in a country at a moment.</summary>
    public bool IsShown(string country, DateTimeOffset now) => (Markets.Contains("*") || Markets.Contains(country)) && !(now < From) && !(now >= To);

    /// <summary>The tracks.</summary>
    public IEnumerable<TrackKey> Keys() => Tracks.Select(id => TrackKey.TryParse(id, out var key) ? key : (TrackKey?)null).OfType<TrackKey>().Distinct();

    /// <summary>Whether a text can be a shelf's name.</summary>
    public static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-');

    /// <summary>What is wrong with a shelf; null where nothing is.</summary>
    public string? FindFault()
    {
        if (Title.Length is 0 or > LongestTitle || !PlainText.IsLine(Title))
            return string.Create(CultureInfo.InvariantCulture, $"'title' must be a line of 1 to {LongestTitle} characters.");
        if (Tracks.Count is 0 or > MostTracks)
            return string.Create(CultureInfo.InvariantCulture, $"'tracks' names {Tracks.Count} tracks: name 1 to {MostTracks}.");
        for (var i = 0; i < Tracks.Count; i++)
        {
            if (Tracks[i] is null || !TrackKey.TryParse(Tracks[i], out _))
                return string.Create(CultureInfo.InvariantCulture, $"tracks[{i}] is no id of a track, which is 22 characters of base62.");
        }

        if (Markets.Count == 0 || Markets.Any(market => market != "*" && !Core.Catalog.Markets.IsCountry(market)))
            return "'markets' must be countries by ISO 3166-1 alpha-2, or * for everywhere.";
        return From >= To ? "'to' must be after 'from'." : null;
    }
}
