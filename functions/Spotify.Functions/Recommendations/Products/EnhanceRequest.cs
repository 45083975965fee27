using System.Globalization;
using Spotify.Core.Recommendations.Lists;
using Spotify.Core.Telemetry;

namespace Spotify.Functions.Recommendations.Products;

/// <summary>A playlist that wants additions.</summary>
internal sealed record EnhanceRequest
{
    /// <summary>The most tracks that are looked at.</summary>
    public const int MostTracks = 500;

    /// <summary>Ids of its tracks.</summary>
    public required IReadOnlyList<string> Tracks { get; init; }

    /// <summary>How many additions are wanted, 1 to 30.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    public string? FindFault()
    {
        if (Tracks.Count is 0 or > MostTracks)
            return string.Create(CultureInfo.InvariantCulture, $"'tracks' names {Tracks.Count} tracks: name 1 to {MostTracks}.");
        if (Limit is < 1 or > Additions.Most)
            return string.Create(CultureInfo.InvariantCulture, $"'limit' must be 1 to {Additions.Most}.");
        for (var i = 0; i < Tracks.Count; i++)
        {
            if (Tracks[i] is null || !TrackKey.TryParse(Tracks[i], out _))
                return string.Create(CultureInfo.InvariantCulture, $"tracks[{i}] is no id of a track, which is 22 characters of base62.");
        }

        return null;
    }

    /// <summary>The tracks, where <see cref="FindFault"/> finds none.</summary>
    public IReadOnlyCollection<TrackKey> Keys() => [.. Tracks.Select(id => TrackKey.TryParse(id, out var key) ? key : default).Distinct()];
}
