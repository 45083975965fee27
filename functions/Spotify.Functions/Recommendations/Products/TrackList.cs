using System.Globalization;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>A playlist's tracks as a request names them.</summary>
internal static class TrackList
{
    /// <summary>The most tracks that are looked at.</summary>
    public const int Most = 500;

    /// <summary>What is wrong with them; null where nothing is.</summary>
    public static string? FindFault(IReadOnlyList<string> tracks)
    {
        if (tracks.Count is 0 or > Most)
            return string.Create(CultureInfo.InvariantCulture, $"'tracks' names {tracks.Count} tracks: name 1 to {Most}.");
        for (var i = 0; i < tracks.Count; i++)
        {
            if (tracks[i] is null || !TrackKey.TryParse(tracks[i], out _))
                return string.Create(CultureInfo.InvariantCulture, $"tracks[{i}] is no id of a track, which is 22 characters of base62.");
        }

        return null;
    }

    /// <summary>The tracks, where <see cref="FindFault"/> finds none.</summary>
    public static IReadOnlyCollection<TrackKey> Keys(IEnumerable<string> tracks) => [.. tracks.Select(id => TrackKey.TryParse(id, out var key) ? key : default).Distinct()];
}

/// <summary>A playlist that radio plays from.</summary>
internal sealed record RadioRequest
{
    /// <summary>Ids of its tracks.</summary>
    public required IReadOnlyList<string> Tracks { get; init; }
}
